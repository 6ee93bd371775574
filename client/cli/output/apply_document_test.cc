#include "client/cli/output/apply_document.h"

#include <gtest/gtest.h>

#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

v1::Event Confirmed() {
  v1::Event event;
  event.set_name("events/gala");
  event.set_owner("organizations/o");
  event.set_state(v1::EVENT_STATE_CONFIRMED);
  event.set_etag("e1");
  event.set_uid("a-uid");
  event.add_bookings()->set_space("venues/library/spaces/hall");
  return event;
}

std::string TextOf(const google::protobuf::Message& resource) {
  ApplyDocument document;
  document.Add(resource);
  return document.Text();
}

TEST(ApplyDocument, HasWhatCallersMaySetAndTheConfirmation) {
  EXPECT_EQ(TextOf(Confirmed()),
            "events:\n"
            "  - id: gala\n"
            "    owner: organizations/o\n"
            "    bookings:\n"
            "      - space: venues/library/spaces/hall\n"
            "    confirm: true\n");
}

TEST(ApplyDocument, ConfirmsWhatWasAskedForUnlessSomebodyRefused) {
  v1::Event event = Confirmed();
  event.clear_bookings();
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  const std::string tentative = "events:\n  - id: gala\n    owner: organizations/o\n";
  EXPECT_EQ(TextOf(event), tentative);
  event.mutable_ask_time()->set_seconds(1);
  EXPECT_EQ(TextOf(event), tentative + "    confirm: true\n");
  event.add_approvals()->set_state(v1::APPROVAL_STATE_REFUSED);
  EXPECT_EQ(TextOf(event), tentative);
}

TEST(ApplyDocument, PutsSpacesIntoTheEntryOfTheirVenueWheneverThatIsAdded) {
  v1::Space hall;
  hall.set_name("venues/library/spaces/hall");
  hall.set_seats(90);
  v1::Venue library;
  library.set_name("venues/library");
  library.set_city("Astana");
  ApplyDocument document;
  document.Add(hall);
  EXPECT_EQ(document.Text(),
            "venues:\n  - id: library\n    spaces:\n      - id: hall\n        seats: 90\n");
  document.Add(library);
  EXPECT_EQ(document.Text(),
            "venues:\n  - id: library\n    spaces:\n      - id: hall\n        seats: 90\n"
            "    city: Astana\n");
}

TEST(ApplyDocument, IsAnEmptyMappingWithoutEntries) { EXPECT_EQ(ApplyDocument().Text(), "{}\n"); }

}  // namespace
}  // namespace taqvim::cli
