#include "storage/engine/index/name_index.h"

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

TEST(NameIndexTest, UndoesWhatWasNotCommitted) {
  NameIndex names;
  names.Add(Kind::kEvent, "a", 1);
  names.Commit(1);
  names.Remove(Kind::kEvent, "a", 1);
  names.Add(Kind::kEvent, "a", 2);
  names.Add(Kind::kEvent, "b", 3);
  names.UndoTo(NameIndex::Mark());
  names.Commit(2);
  names.Purge(2);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(1));
  EXPECT_THAT(names.MayHave(Kind::kEvent, "b"), IsEmpty());
}

TEST(NameIndexTest, ForgetsDeletedOwnersOnceNoReaderHasThem) {
  NameIndex names;
  int64_t revision = 0;
  for (ResourceId id : {1, 2, 3}) {
    names.Add(Kind::kEvent, "a", id);
    names.Commit(++revision);
    names.Remove(Kind::kEvent, "a", id);
    names.Commit(++revision);
  }
  names.Purge(3);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(3, 2));
  names.Purge(4);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(3));
  names.Purge(6);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), IsEmpty());
}

TEST(NameIndexTest, ForgetsAnOwnerBeforeALaterOne) {
  NameIndex names;
  names.Add(Kind::kEvent, "a", 1);
  names.Remove(Kind::kEvent, "a", 1);
  names.Add(Kind::kEvent, "a", 2);
  names.Commit(1);
  names.Purge(1);
  EXPECT_THAT(names.MayHave(Kind::kEvent, "a"), ElementsAre(2));
}

}  // namespace
}  // namespace taqvim::storage
