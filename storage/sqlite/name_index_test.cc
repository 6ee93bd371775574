#include "storage/sqlite/name_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NameIndexTest, FindsWhatHasANameAmongThoseOfItsKind) {
  NameIndex names;
  names.Add(Kind::kEvent, "a", 1);
  names.Add(Kind::kVenue, "a", 2);
  names.Add(Kind::kEvent, "b", 3);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(1));
  EXPECT_THAT(names.MayHave(Kind::kVenue, "a"), ElementsAre(2));
  EXPECT_THAT(names.MayHave(Kind::kVenue, "b"), IsEmpty());
}

TEST(NameIndexTest, FindsTheLatestOwnerOfANameFirst) {
  NameIndex names;
  for (ResourceId id : {1, 2, 5}) names.Add(Kind::kEvent, "a", id);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(5, 2, 1));
}

TEST(NameIndexTest, HoldsWhatIsAddedAgainOnce) {
  NameIndex names;
  // As when a write whose group was undone runs again.
  for (int run = 0; run < 2; ++run) names.Add(Kind::kEvent, "a", 7);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(7));
}

}  // namespace
}  // namespace taqvim::storage
