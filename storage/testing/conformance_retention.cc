// How much of the log a store keeps: a part of store_conformance.h.
#include <functional>
#include <map>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

WriteOptions RequestOf(int number) {
  return {.principal = "users/tester",
          .request_id = "request-" + std::to_string(number),
          .request_hash = {1, 2},
          .method = "Tests.Write"};
}

// Writes that come one an hour, each a request of its own.
class Hours {
 public:
  using WriteOne = std::function<WriteOutcome(WriteOptions)>;
  explicit Hours(WriteOne write) : write_(std::move(write)) {}

  void Pass(int hours) {
    for (int i = 0; i < hours; ++i) PassOne();
  }
  // Goes on until something is given up; the log's beginning then.
  Revision PassUntilTrimmed(std::unique_ptr<Store>& store) {
    const int64_t before = store->Reach()->start.number;
    for (int i = 0; i < 10'000 && store->Reach()->start.number == before; ++i) PassOne();
    return store->Reach()->start;
  }
  int passed() const { return passed_; }
  uint64_t NonceOf(int64_t revision) const { return nonces_.at(revision); }

 private:
  void PassOne() {
    const WriteOutcome outcome = write_(RequestOf(++passed_));
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    nonces_[outcome.revision.number] = outcome.revision.nonce;
  }

  const WriteOne write_;
  int passed_ = 0;
  std::map<int64_t, uint64_t> nonces_;
};

#define HOURS(hours)                                                       \
  Hours hours([this](WriteOptions options) {                               \
    Advance(absl::Hours(1));                                               \
    return Write([](Transaction&) { return "done"; }, std::move(options)); \
  })

TEST_P(StoreConformance, TheLogKeepsEverythingUnlessToldOtherwise) {
  HOURS(hours);
  hours.Pass(400);
  EXPECT_EQ(store_->Reach()->start.number, 0);
}

TEST_P(StoreConformance, TheLogGivesUpWhatIsTooOldAndKnowsWhereItBegins) {
  HOURS(hours);
  settings_.log = {.age = 10 * kDay};
  Reopen();
  hours.Pass(10 * 24);
  EXPECT_EQ(store_->Reach()->start.number, 0);
  const Revision start = hours.PassUntilTrimmed(store_);
  ASSERT_GT(start.number, 0);
  EXPECT_GE(store_->Reach()->newest.number - start.number, 10 * 24);
  // Just before, at, and just after the oldest revision that is held.
  EXPECT_EQ(store_->ChangesAfter(start.number - 1, 1, 1 << 20).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(store_->ChangesAfter(start.number, 1, 1 << 20)->entries[0].revision.number,
            start.number + 1);
  EXPECT_EQ(store_->ChangesAfter(start.number + 1, 1, 1 << 20)->entries[0].revision.number,
            start.number + 2);
}

TEST_P(StoreConformance, WhatWasDeletedIsKnownAsLongAsTheLogIs) {
  Apply({.deletes = {Create(Kind::kVenue, "venues/gone")}});
  HOURS(hours);
  settings_.log = {.age = 10 * kDay};
  Reopen();
  HistoryQuery query{.kind = Kind::kVenue, .name = "venues/gone"};
  EXPECT_EQ(Past(query).entries.size(), 2);
  hours.Pass(10 * 24);
  hours.PassUntilTrimmed(store_);
  const HistoryPage page = Past(query);
  EXPECT_TRUE(page.entries.empty());
  EXPECT_TRUE(page.last.empty());
}

TEST_P(StoreConformance, TheLogKeepsTheNonceOfTheLastRevisionThatItGaveUp) {
  HOURS(hours);
  settings_.log = {.age = 10 * kDay};
  Reopen();
  hours.Pass(10 * 24);
  hours.PassUntilTrimmed(store_);
  Reopen();
  const Revision start = store_->Reach()->start;
  ASSERT_GT(start.number, 0);
  EXPECT_EQ(start.nonce, hours.NonceOf(start.number));
  EXPECT_EQ(store_->RevisionAt(start.number).value(), start);
  EXPECT_EQ(store_->RevisionAt(start.number - 1).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_P(StoreConformance, TheLogKeepsTheAnswersOfSevenDaysHoweverLarge) {
  HOURS(hours);
  settings_.log = {.bytes = 0};
  Reopen();
  hours.Pass(8 * 24);
  hours.PassUntilTrimmed(store_);
  const int64_t oldest = store_->Reach()->start.number + 1;
  EXPECT_GT(oldest, 1);
  EXPECT_LE(oldest, hours.passed() - 7 * 24);
  const WriteOutcome replay =
      Write([](Transaction&) { return "again"; }, RequestOf(hours.passed() - 7 * 24 + 1));
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(replay.answer, "done");
  // Wherever it ends: the trimmed part grows by many at a time.
  for (int hour = 0; hour < 300; ++hour) {
    hours.Pass(1);
    const int last = hours.passed() - 7 * 24 + 1;
    EXPECT_TRUE(Write([](Transaction&) { return "again"; }, RequestOf(last)).replayed) << last;
    // The one that is seven days old to the second is there, too.
    EXPECT_LT(store_->Reach()->start.number, last - 1);
  }
}

TEST_P(StoreConformance, TheLogGivesUpNothingWhenTheClockJumps) {
  HOURS(hours);
  std::vector<absl::Status> alarms;
  absl::Mutex mutex;
  const absl::Time began = Now();
  absl::Duration jumped;
  settings_.env.steady = [&] {
    absl::MutexLock lock(&mutex);
    return Now() - began - jumped;
  };
  settings_.alarm = [&](const absl::Status& alarm) {
    absl::MutexLock lock(&mutex);
    alarms.push_back(alarm);
  };
  settings_.log = {.age = 10 * kDay};
  Reopen();
  hours.Pass(9 * 24);
  {
    absl::MutexLock lock(&mutex);
    jumped = 3650 * kDay;
    Advance(jumped);
  }
  hours.Pass(100);
  {
    absl::MutexLock lock(&mutex);
    auto alarmed = [&alarms]() { return !alarms.empty(); };
    mutex.Await(absl::Condition(&alarmed));
  }
  hours.Pass(100);
  EXPECT_EQ(store_->Reach()->start.number, 0);
  // Closed here, since it asks the clock above until then.
  store_.reset();
  EXPECT_EQ(alarms.size(), 1);
}

}  // namespace
}  // namespace taqvim::storage::testing
