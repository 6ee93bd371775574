#include "client/cli/fields/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/space.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReferencesOf, AreWhatCallersSetInAnyDepth) {
  v1::Event event;
  event.set_name("events/gala");
  EXPECT_THAT(ReferencesOf(event), IsEmpty());
  event.set_owner("organizations/o");
  event.set_programme("events/days");
  event.add_bookings()->set_space("venues/l/spaces/hall");
  event.add_bookings()->set_participant("participants/choir");
  event.add_public_references("events/only-told");
  EXPECT_THAT(ReferencesOf(event), ElementsAre("events/days", "organizations/o",
                                               "participants/choir", "venues/l/spaces/hall"));
}

TEST(ReferencesOf, AreAlsoWhatItStandsIn) {
  v1::Space space;
  space.set_name("venues/l/spaces/all");
  space.add_parts("venues/l/spaces/hall");
  EXPECT_THAT(ReferencesOf(space), ElementsAre("venues/l", "venues/l/spaces/hall"));
}

}  // namespace
}  // namespace taqvim::cli
