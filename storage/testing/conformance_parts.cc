// Revisions that the log holds in parts: a part of store_conformance.h.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "storage/refusal.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Optional;
using ::testing::SizeIs;

constexpr size_t kImage = 100 << 10;
constexpr int64_t kMebibyte = 1 << 20;

WriteOptions WithRequestId(std::string id) {
  return {.request_id = std::move(id), .request_hash = {1, 1}};
}

TEST_P(PartsConformance, HoldEveryChangeOnceAndInOrder) {
  WriteMany(60, 'a');
  Reopen();
  std::vector<std::string> names;
  std::vector<size_t> sizes;
  for (const std::vector<Change>& part : PartsOf(1)) {
    sizes.push_back(part.size());
    for (const Change& change : part) {
      names.push_back(change.name);
      EXPECT_EQ(change.after, std::string(kImage, 'a'));
      EXPECT_FALSE(change.before.has_value());
    }
  }
  ASSERT_THAT(names, SizeIs(60));
  for (int i = 0; i < 60; ++i) EXPECT_EQ(names[i], NameOf(i));
  EXPECT_THAT(sizes, AllOf(SizeIs(6), Each(Le(10u))));
}

TEST_P(PartsConformance, CountImagesBefore) {
  WriteMany(60, 'a');
  WriteMany(60, 'b');
  const auto parts = PartsOf(2);
  EXPECT_THAT(parts, SizeIs(12));
  EXPECT_EQ(parts[7][0].before, std::string(kImage, 'a'));
  EXPECT_EQ(parts[7][0].before_revision, 1);
}

TEST_P(PartsConformance, StandAloneOnTheirPage) {
  Create(Kind::kVenue, "venues/a");
  WriteMany(20, 'a');
  WriteMany(5, 'b');
  const auto before = store_->ChangesAfter(0, 10, 64 << 20);
  ASSERT_THAT(before->entries, SizeIs(1));
  EXPECT_EQ(before->scanned.number, 1);
  const auto large = store_->ChangesAfter(1, 10, 64 << 20);
  ASSERT_THAT(large->entries, SizeIs(1));
  EXPECT_EQ(large->entries[0].more_parts, 1);
  EXPECT_EQ(large->scanned.number, 2);
  const auto after = store_->ChangesAfter(2, 10, 64 << 20);
  ASSERT_THAT(after->entries, SizeIs(1));
  EXPECT_EQ(after->entries[0].more_parts, 0);
  EXPECT_THAT(after->entries[0].changes, SizeIs(5));
}

TEST_P(PartsConformance, AreNotWhatTheLogDoesNotHold) {
  WriteMany(20, 'a');
  for (const auto& [revision, part] : {std::pair(1, 2), {1, 0}, {2, 1}, {0, 1}}) {
    EXPECT_THAT(RefusalOf(store_->MoreChanges(revision, part).status()),
                Optional(Refusal::kOutsideLog));
  }
}

TEST_P(PartsConformance, HaveTheHistoryOfEachResource) {
  WriteMany(60, 'a');
  WriteMany(60, 'b');
  for (int i : {0, 9, 10, 31, 59}) {
    const HistoryPage page =
        Past({.kind = Kind::kEvent, .name = NameOf(i), .max_bytes = 8 * kMebibyte});
    ASSERT_THAT(page.entries, SizeIs(2)) << i;
    ASSERT_THAT(page.entries[0].changes, SizeIs(1));
    EXPECT_EQ(page.entries[0].changes[0].name, NameOf(i));
    EXPECT_EQ(page.entries[0].changes[0].before, std::string(kImage, 'a'));
    EXPECT_EQ(page.entries[0].more_parts, 0);
    EXPECT_FALSE(page.trimmed);
  }
}

// A page counts what it reads: of each revision the part that has the event.
TEST_P(PartsConformance, AreNotAllReadForAHistory) {
  for (char letter : {'a', 'b', 'c'}) WriteMany(60, letter);
  const HistoryPage page =
      Past({.kind = Kind::kEvent, .name = NameOf(59), .max_bytes = 3 * kMebibyte});
  EXPECT_THAT(page.entries, SizeIs(3));
}

TEST_P(PartsConformance, KeepTheHistoryOfWhatIsDeleted) {
  WriteMany(60, 'a');
  const ResourceId id = Find(Kind::kEvent, NameOf(42))->id;
  Apply({.deletes = {id}});
  const HistoryPage page = Past({.kind = Kind::kEvent, .name = NameOf(42), .from = 1});
  ASSERT_THAT(page.entries, SizeIs(1));
  EXPECT_EQ(page.entries[0].changes[0].after, std::string(kImage, 'a'));
}

TEST_P(PartsConformance, AreGivenUpWithTheirRevision) {
  WriteMany(60, 'a');
  settings_.log = {.age = 8 * absl::Hours(24), .bytes = INT64_MAX};
  Reopen();
  for (int i = 0; i < 10'000 && store_->Reach()->start.number == 0; ++i) {
    Advance(absl::Hours(1));
    Write([](Transaction&) { return "done"; });
  }
  ASSERT_GE(store_->Reach()->start.number, 1);
  EXPECT_THAT(RefusalOf(store_->MoreChanges(1, 1).status()), Optional(Refusal::kOutsideLog));
  EXPECT_TRUE(Past({.kind = Kind::kEvent, .name = NameOf(59)}).trimmed);
}

TEST_P(PartsConformance, AreCountedAsTheLogIsMeasured) {
  settings_.log = {.age = absl::InfiniteDuration(), .bytes = 20 * kMebibyte};
  Reopen();
  for (char letter : {'a', 'b', 'c', 'd'}) {
    Advance(absl::Hours(20));
    WriteMany(60, letter);
  }
  for (int i = 0; i < 10'000 && store_->Reach()->start.number < 2; ++i) {
    Advance(absl::Hours(20));
    Write([](Transaction&) { return "done"; });
  }
  EXPECT_THAT(store_->Reach()->start.number, Ge(2));
}

TEST_P(PartsConformance, AnswerAReplayAsTheFirstTime) {
  const WriteOutcome first = WriteMany(60, 'a', WithRequestId("r1"));
  Reopen();
  const WriteOutcome again = WriteMany(60, 'a', WithRequestId("r1"));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.answer, first.answer);
  EXPECT_EQ(again.revision, first.revision);
}

TEST_P(PartsConformance, HoldSixteenMebibytesOfEachAndNoMore) {
  constexpr int kMost = (16 << 20) / kImage;
  WriteMany(kMost, 'a');
  WriteMany(kMost, 'b');
  EXPECT_THAT(PartsOf(2), SizeIs(Ge(30u)));
  auto more = [&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation;
    for (int i = 0; i <= kMost; ++i) {
      mutation.puts.push_back(
          {t.NewId(), Kind::kEvent, absl::StrCat("events/more-", i), std::string(kImage, 'c')});
    }
    const absl::Status status = t.Apply(std::move(mutation));
    return status.ok() ? absl::StatusOr<std::string>("") : status;
  };
  EXPECT_THAT(RefusalOf(Write(more).status), Optional(Refusal::kWriteTooLarge));
}

}  // namespace

WriteOutcome PartsConformance::WriteMany(int count, char letter, WriteOptions options) {
  auto write = [&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation;
    for (int i = 0; i < count; ++i) {
      const auto found = t.Find(Kind::kEvent, NameOf(i)).value();
      const ResourceId id = found == nullptr ? t.NewId() : found->id;
      mutation.puts.push_back({id, Kind::kEvent, NameOf(i), std::string(kImage, letter)});
    }
    const absl::Status status = t.Apply(std::move(mutation));
    return status.ok() ? absl::StatusOr<std::string>("written") : status;
  };
  WriteOutcome outcome = Write(write, std::move(options));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return outcome;
}

std::vector<std::vector<Change>> PartsConformance::PartsOf(int64_t revision) {
  const LogEntry first = store_->ChangesAfter(revision - 1, 1, kMebibyte)->entries.at(0);
  std::vector<std::vector<Change>> parts = {first.changes};
  for (int i = 1; i <= first.more_parts; ++i) {
    parts.push_back(store_->MoreChanges(revision, i).value());
  }
  return parts;
}

}  // namespace taqvim::storage::testing
