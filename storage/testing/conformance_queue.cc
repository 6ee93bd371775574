// Queues, deadlines and turns: a part of store_conformance.h.
#include <gmock/gmock.h>

#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

// Runs what is queued: at once on a store without threads, else when it is done.
void Drain(Store& store, absl::BlockingCounter& answers) {
  if (auto* manual = dynamic_cast<ManualStore*>(&store)) {
    manual->RunPendingWrites();
    manual->RunPendingReads();
  }
  answers.Wait();
}

// Reads it so often that the work ends by what may end it.
absl::StatusOr<std::string> ReadOften(Snapshot& snapshot) {
  for (int i = 0; i < 1000; ++i) {
    if (auto found = snapshot.Find(Kind::kEvent, "nothing"); !found.ok()) return found.status();
  }
  return "";
}

TEST_P(StoreConformance, AWriteWhoseDeadlinePassedIsNotBegun) {
  bool ran = false;
  WriteOutcome outcome = Write(
      [&](Transaction&) {
        ran = true;
        return "";
      },
      {.timeout = absl::Seconds(-1)});
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ran);
  EXPECT_TRUE(Write([&](Transaction&) { return ""; }, {.timeout = absl::Seconds(1)}).status.ok());
}

TEST_P(StoreConformance, WhatIsUnderWayIsNotTooLateWhereTheClockIsSetAhead) {
  settings_.env.steady = [] { return absl::Seconds(1); };
  Reopen();
  const auto jumps = [this](Transaction& transaction) {
    Advance(absl::Hours(24 * 365));
    return ReadOften(transaction);
  };
  EXPECT_TRUE(Write(jumps, {.timeout = absl::Seconds(5)}).status.ok());
  const auto read = [this](Snapshot& snapshot) {
    Advance(absl::Hours(24 * 365));
    return ReadOften(snapshot).status();
  };
  EXPECT_TRUE(ReadAndWait(*store_, {.timeout = absl::Seconds(5)}, read).ok());
}

TEST_P(StoreConformance, ACancelledWriteIsNotBegun) {
  bool ran = false;
  WriteOutcome outcome = Write(
      [&](Transaction&) {
        ran = true;
        return "";
      },
      {.cancelled = [] { return true; }});
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kCancelled);
  EXPECT_FALSE(ran);
}

TEST_P(StoreConformance, ReadsHaveDeadlinesAndCanBeCancelled) {
  auto read = [](Snapshot&) { return absl::OkStatus(); };
  EXPECT_EQ(ReadAndWait(*store_, {.timeout = absl::Seconds(-1)}, read).code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReadAndWait(*store_, {.cancelled = [] { return true; }}, read).code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(ReadAndWait(*store_, {}, [](Snapshot&) { return absl::NotFoundError("x"); }),
            absl::NotFoundError("x"));
}

TEST_P(StoreConformance, AWriteThatCostsMoreThanItMayIsRefusedAndKeepsNothing) {
  Create(Kind::kEvent, "events/a");
  const auto cost = [](Transaction& transaction) -> absl::StatusOr<std::string> {
    auto id = transaction.NewId();
    RETURN_IF_ERROR(
        transaction.Apply({.puts = {{.id = id, .kind = Kind::kEvent, .name = "events/b"}}}));
    return ReadOften(transaction);
  };
  EXPECT_TRUE(IsRefused(Write(cost, {.limits = {.units = 1000}}).status, Refusal::kTooCostly));
  EXPECT_EQ(Find(Kind::kEvent, "events/b"), nullptr);
  EXPECT_TRUE(Write(cost, {.limits = {.units = 10'000}}).status.ok());
}

TEST_P(StoreConformance, AWriteWhoseWorkEndedIsRefusedWhateverItReturns) {
  const auto ignores = [](Transaction& transaction) -> absl::StatusOr<std::string> {
    transaction.work().Count(2000);
    return "done";
  };
  EXPECT_TRUE(IsRefused(Write(ignores, {.limits = {.units = 1000}}).status, Refusal::kTooCostly));
}

TEST_P(StoreConformance, AWriteEndsWhenNobodyWaitsForItAnyMore) {
  int asked = 0;
  const auto outcome = Write([](Transaction& transaction) { return ReadOften(transaction); },
                             {.cancelled = [&] { return ++asked > 2; }});
  EXPECT_TRUE(IsRefused(outcome.status, Refusal::kCancelled)) << outcome.status;
}

TEST_P(StoreConformance, AReadEndsWhenItsDeadlinePassesOrNobodyWaits) {
  int asked = 0;
  const auto read = [](Snapshot& snapshot) { return ReadOften(snapshot).status(); };
  EXPECT_TRUE(IsRefused(ReadAndWait(*store_, {.cancelled = [&] { return ++asked > 2; }}, read),
                        Refusal::kCancelled));
  const auto late = [this](Snapshot& snapshot) {
    Advance(absl::Minutes(1));
    return ReadOften(snapshot).status();
  };
  EXPECT_TRUE(
      IsRefused(ReadAndWait(*store_, {.timeout = absl::Seconds(1)}, late), Refusal::kTooLate));
}

TEST_P(StoreConformance, WhatIsReadCostsTheSameAgainAndFromTheFile) {
  const ResourceId id = Create(Kind::kEvent, "events/a", std::string(1000, 'x'));
  int64_t spent = 0;
  const auto reads = [&](Transaction& transaction) -> absl::StatusOr<std::string> {
    for (int i = 0; i < 500; ++i) {
      if (auto found = transaction.FindById(id); !found.ok()) return found.status();
    }
    spent = transaction.work().spent();
    return "";
  };
  Write(reads, {.dry_run = true});
  const int64_t first = spent;
  Write(reads, {.dry_run = true});
  EXPECT_EQ(spent, first);
  Reopen();
  Write(reads, {.dry_run = true});
  EXPECT_EQ(spent, first);
}

TEST_P(StoreConformance, WritesBeyondTheQueueLimitAreRefused) {
  settings_.queue_limit = 4;
  Reopen();
  constexpr int kWrites = 7;
  absl::Notification proceed;
  absl::BlockingCounter answers(kWrites);
  std::atomic<int> refused = 0;
  std::atomic<int> written = 0;
  const bool manual = dynamic_cast<ManualStore*>(store_.get()) != nullptr;
  if (manual) proceed.Notify();
  for (int i = 0; i < kWrites; ++i) {
    store_->Write(
        {.principal = "users/tester"},
        [&](Transaction&) {
          proceed.WaitForNotification();
          return "";
        },
        [&](const WriteOutcome& outcome) {
          if (outcome.status.ok()) ++written;
          if (outcome.status.code() == absl::StatusCode::kResourceExhausted) ++refused;
          answers.DecrementCount();
        });
  }
  EXPECT_TRUE(store_->full());
  if (!manual) proceed.Notify();
  Drain(*store_, answers);
  EXPECT_EQ(written, 4);
  EXPECT_EQ(refused, 3);
  EXPECT_FALSE(store_->full());
  EXPECT_TRUE(Write([](Transaction&) { return ""; }).status.ok());
}

TEST_P(StoreConformance, WritesOfOneGroupSeeEachOtherInOrder) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  absl::BlockingCounter answers(4);
  std::vector<WriteOutcome> outcomes(4);
  auto queue = [&](int i, WriteFunction function, std::string request_id = "") {
    store_->Write({.principal = "p", .request_id = std::move(request_id)}, std::move(function),
                  [&, i](WriteOutcome outcome) {
                    outcomes[i] = std::move(outcome);
                    answers.DecrementCount();
                  });
  };
  auto claim = [](Claim one) {
    return [one](Transaction& t) -> absl::StatusOr<std::string> {
      RETURN_IF_ERROR(t.Apply({.claims = {one}}));
      return "claimed";
    };
  };
  queue(0, claim(ClaimOf(first, 900, 0, 10)), "same");
  queue(1, claim(ClaimOf(second, 900, 5, 15)));
  queue(2, claim(ClaimOf(first, 900, 20, 30)), "same");
  queue(3, claim(ClaimOf(second, 900, 10, 15)));
  Drain(*store_, answers);
  EXPECT_EQ(outcomes[0].answer, "claimed");
  EXPECT_EQ(outcomes[1].status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(outcomes[2].replayed);
  EXPECT_EQ(outcomes[2].revision, outcomes[0].revision);
  EXPECT_TRUE(outcomes[3].status.ok());
  EXPECT_EQ(outcomes[3].revision.number, outcomes[0].revision.number + 1);
}

// Each takes all the time that a group has. One comes from somebody else while the first
// of many runs, when the store may have taken others of them from the queue.
TEST_P(StoreConformance, WritesOfOneWhoWritesMuchHoldUpNobodyElses) {
  settings_.group_time = absl::Nanoseconds(-1);
  Reopen();
  constexpr int kMany = 40;
  absl::BlockingCounter answers(kMany + 1);
  absl::Notification queued;
  std::vector<std::string> order;  // the writer's
  const auto write = [&](const std::string& account, const std::function<void()>& during) {
    store_->Write(
        {.principal = "users/tester", .account = account},
        [&order, account, during](Transaction&) {
          during();
          order.push_back(account);
          return "";
        },
        [&](const WriteOutcome& outcome) {
          EXPECT_TRUE(outcome.status.ok()) << outcome.status;
          answers.DecrementCount();
        });
  };
  write("much", [&] {
    queued.WaitForNotification();
    write("little", [] {});
  });
  for (int i = 1; i < kMany; ++i) write("much", [] {});
  queued.Notify();
  Drain(*store_, answers);
  EXPECT_EQ(order.size(), kMany + 1);
  EXPECT_EQ(order[1], "little");
}

TEST_P(StoreConformance, DestroyingAStoreAnswersWhatIsQueued) {
  constexpr int kWrites = 50;
  absl::BlockingCounter answers(2 * kWrites);
  for (int i = 0; i < kWrites; ++i) {
    store_->Write(
        {.principal = "p"}, [](Transaction&) { return ""; },
        [&](const WriteOutcome& outcome) {
          bool expected =
              outcome.status.ok() || outcome.status.code() == absl::StatusCode::kUnavailable;
          EXPECT_TRUE(expected) << outcome.status;
          answers.DecrementCount();
        });
    store_->Read(
        {}, [](Snapshot&) { return absl::OkStatus(); },
        [&](const absl::Status&) { answers.DecrementCount(); });
  }
  store_.reset();
  answers.Wait();
}

// A counter in two bodies and the place of a claim are changed together, by
// several threads; whoever reads sees them agree, and in step with the log.
TEST_P(StoreConformance, ReadersSeeResourcesAndClaimsOfOneRevision) {
  ResourceId left = Create(Kind::kVenue, "venues/left", "0");
  ResourceId right = Create(Kind::kVenue, "venues/right", "0");
  ResourceId event = Create(Kind::kEvent, "events/1");
  constexpr int kWrites = 400;
  absl::BlockingCounter answers(kWrites);
  auto write = [&](Transaction& t) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto old, t.Find(Kind::kVenue, "venues/left"));
    const int value = std::stoi(old->body) + 1;
    Mutation mutation;
    mutation.release = {event};
    mutation.puts.push_back({left, Kind::kVenue, "venues/left", std::to_string(value)});
    mutation.puts.push_back({right, Kind::kVenue, "venues/right", std::to_string(value)});
    mutation.puts.push_back({event,
                             Kind::kEvent,
                             "events/1",
                             "",
                             false,
                             {{LinkRole::kBooked, value % 2 == 0 ? left : right}}});
    mutation.claims = {ClaimOf(event, 900, value, value + 1)};
    RETURN_IF_ERROR(t.Apply(mutation));
    return "";
  };
  auto read = [&](Snapshot& s) {
    const int value = std::stoi(s.Find(Kind::kVenue, "venues/left").value()->body);
    EXPECT_EQ(s.revision().number, value + 3);
    std::this_thread::yield();
    EXPECT_EQ(std::stoi(s.Find(Kind::kVenue, "venues/right").value()->body), value);
    auto claims = s.ClaimsOverlapping(900, {0, 1 << 30}, ClaimKinds::All(), 10).value();
    EXPECT_EQ(claims, s.ClaimsOf(event).value());
    if (value > 0) {
      EXPECT_EQ(claims.size(), 1);
      EXPECT_EQ(claims.at(0).interval.start, value);
      EXPECT_EQ(s.Referrers(left, {}, 0, 10).value().size(), value % 2 == 0);
      EXPECT_EQ(s.Referrers(right, {}, 0, 10).value().size(), value % 2 == 1);
    }
    return absl::OkStatus();
  };
  absl::BlockingCounter reads(kWrites);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < kWrites / 4; ++i) {
        store_->Write({.principal = "p"}, write, [&](const WriteOutcome& outcome) {
          EXPECT_TRUE(outcome.status.ok()) << outcome.status;
          answers.DecrementCount();
        });
        store_->Read({}, read, [&](const absl::Status& status) {
          EXPECT_TRUE(status.ok()) << status;
          reads.DecrementCount();
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Drain(*store_, answers);
  reads.Wait();
  EXPECT_EQ(Find(Kind::kVenue, "venues/left")->body, std::to_string(kWrites));
  EXPECT_EQ(LogAfter(0).size(), kWrites + 3);
}

}  // namespace
}  // namespace taqvim::storage::testing
