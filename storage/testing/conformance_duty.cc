// What is due: a part of store_conformance.h.
#include <gmock/gmock.h>

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;

// Finishes one or two of what is due, and lets it be due no more.
absl::StatusOr<std::string> FinishTwo(Transaction& t, const std::vector<ResourceId>& due) {
  Mutation mutation;
  for (ResourceId id : due) {
    const auto resource = t.FindById(id).value();
    if (resource == nullptr || resource->due == 0 || mutation.puts.size() == 2) continue;
    mutation.puts.push_back({id, resource->kind, resource->name, "done"});
  }
  if (mutation.puts.empty()) return "";
  RETURN_IF_ERROR(t.Apply(std::move(mutation)));
  return "system.Finish";
}

// Waits until the store has come to that revision by itself.
void AwaitRevision(Store& store, int64_t number) {
  absl::Mutex mutex;
  int64_t reached = 0;
  const int listener = store.OnNewRevision([&](const NewRevisions& revisions) {
    absl::MutexLock lock(&mutex);
    reached = revisions.newest.number;
  });
  if (auto* manual = dynamic_cast<ManualStore*>(&store)) manual->RunPendingWrites();
  auto there = [&] { return reached >= number || store.newest_revision().number >= number; };
  {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&there));
  }
  store.RemoveListener(listener);
}

}  // namespace

ResourceId StoreConformance::CreateDue(std::string name, absl::Time due) {
  ResourceId id = 0;
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    id = t.NewId();
    Mutation mutation;
    mutation.puts.push_back({.id = id,
                             .kind = Kind::kEvent,
                             .name = name,
                             .body = "waits",
                             .due = absl::ToUnixSeconds(due)});
    RETURN_IF_ERROR(t.Apply(std::move(mutation)));
    return "";
  });
  return id;
}

namespace {

// Remembers what it was given, and finishes all of it.
class Finisher {
 public:
  DutyFunction duty() {
    return [this](Transaction& t, const std::vector<ResourceId>& due) {
      absl::MutexLock lock(&mutex_);
      given_.push_back(due);
      Mutation mutation;
      for (ResourceId id : due) {
        mutation.puts.push_back({id, Kind::kEvent, t.FindById(id).value()->name, "done"});
      }
      EXPECT_TRUE(t.Apply(std::move(mutation)).ok());
      return "system.Finish";
    };
  }
  std::vector<std::vector<ResourceId>> given() {
    absl::MutexLock lock(&mutex_);
    return given_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::vector<ResourceId>> given_ ABSL_GUARDED_BY(mutex_);
};

TEST_P(StoreConformance, WhatIsDueIsDoneInOrderAndThroughReopening) {
  const ResourceId last = CreateDue("events/last", Now() + absl::Seconds(30));
  const ResourceId later = CreateDue("events/later", Now() + absl::Seconds(20));
  const ResourceId sooner = CreateDue("events/sooner", Now() + absl::Seconds(10));
  Create(Kind::kEvent, "events/never");
  Reopen();
  Finisher finisher;
  store_->SetDuty(finisher.duty());
  Advance(absl::Seconds(20));
  AwaitRevision(*store_, 5);
  Advance(absl::Seconds(10));
  AwaitRevision(*store_, 6);
  EXPECT_THAT(finisher.given(), ElementsAre(ElementsAre(sooner, later), ElementsAre(last)));
  store_->SetDuty(nullptr);
}

TEST_P(StoreConformance, ARefusedChangeOfWhatIsDueIsNoneAndWhatIsDeletedIsNoLongerDue) {
  const ResourceId stays = CreateDue("events/stays", Now() + absl::Seconds(10));
  const ResourceId deleted = CreateDue("events/deleted", Now() + absl::Seconds(10));
  auto put_off = [&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation;
    mutation.puts.push_back({.id = stays, .kind = Kind::kEvent, .name = "events/stays"});
    RETURN_IF_ERROR(t.Apply(std::move(mutation)));
    return absl::AbortedError("no");
  };
  EXPECT_EQ(Write(put_off).status.code(), absl::StatusCode::kAborted);
  Mutation deletion;
  deletion.deletes = {deleted};
  ASSERT_TRUE(Apply(deletion).status.ok());
  Finisher finisher;
  store_->SetDuty(finisher.duty());
  Advance(absl::Seconds(10));
  AwaitRevision(*store_, 4);
  EXPECT_THAT(finisher.given(), ElementsAre(ElementsAre(stays)));
  store_->SetDuty(nullptr);
}

TEST_P(StoreConformance, TheDutyIsDoneBeforeAWriteThatReadsWhatIsDue) {
  const ResourceId id = CreateDue("events/a", Now() + absl::Hours(1));
  store_->SetDuty(FinishTwo);
  EXPECT_EQ(Find(Kind::kEvent, "events/a")->body, "waits");
  Advance(absl::Hours(1));
  WriteOutcome outcome = Write(
      [&](Transaction& t) -> absl::StatusOr<std::string> { return t.FindById(id).value()->body; });
  EXPECT_EQ(outcome.answer, "done");
  const auto log = LogAfter(1);
  ASSERT_EQ(log.size(), 2);
  EXPECT_EQ(log[0].principal, "system");
  EXPECT_EQ(log[0].method, "system.Finish");
  EXPECT_EQ(log[0].request_id, "");
  EXPECT_EQ(outcome.revision.number, 3);
}

TEST_P(StoreConformance, TheDutyIsDoneBeforeADryRunToo) {
  const ResourceId id = CreateDue("events/a", Now() + absl::Hours(1));
  store_->SetDuty(FinishTwo);
  Advance(absl::Hours(1));
  WriteOutcome outcome = Write(
      [&](Transaction& t) -> absl::StatusOr<std::string> { return t.FindById(id).value()->body; },
      {.dry_run = true});
  EXPECT_EQ(outcome.answer, "done");
  EXPECT_EQ(LogAfter(0).size(), 2);
}

TEST_P(StoreConformance, TheDutyIsDoneInSeveralRevisionsWithoutAnyWrite) {
  for (const char* name : {"events/a", "events/b", "events/c"}) CreateDue(name, Now());
  store_->SetDuty(FinishTwo);
  AwaitRevision(*store_, 5);
  EXPECT_EQ(Find(Kind::kEvent, "events/c")->body, "done");
}

TEST_P(StoreConformance, AWriteSeesNothingThatIsDueHoweverItReadsIt) {
  for (int i = 0; i < 5; ++i) CreateDue("events/" + std::to_string(i), Now() + absl::Hours(1));
  store_->SetDuty(FinishTwo);
  Advance(absl::Hours(1));
  const WriteOutcome listed = Write([](Transaction& t) -> absl::StatusOr<std::string> {
    const std::vector<Resource> events = t.List({}).value();
    std::string bodies;
    for (const Resource& event : events) bodies += event.body + " ";
    return bodies;
  });
  EXPECT_EQ(listed.answer, "done done done done done ");
  EXPECT_EQ(listed.revision.number, 5 + 3 + 1);
}

// What one write puts is due when others read it, and not while it runs.
TEST_P(StoreConformance, AWriteMayReadWhatItMakesDue) {
  store_->SetDuty(FinishTwo);
  const WriteOutcome made = Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    const ResourceId id = t.NewId();
    Mutation mutation;
    mutation.puts.push_back({.id = id,
                             .kind = Kind::kEvent,
                             .name = "events/a",
                             .body = "waits",
                             .due = absl::ToUnixSeconds(Now())});
    RETURN_IF_ERROR(t.Apply(std::move(mutation)));
    return t.FindById(id).value()->body;
  });
  EXPECT_EQ(made.answer, "waits");
  EXPECT_EQ(made.revision.number, 1);
  AwaitRevision(*store_, 2);
  EXPECT_EQ(Find(Kind::kEvent, "events/a")->body, "done");
}

TEST_P(StoreConformance, AWriteThatReadsNothingThatIsDueDoesNotWaitForAllOfThat) {
  constexpr int kDue = 100;
  for (int i = 0; i < kDue; ++i) {
    CreateDue("events/" + std::to_string(i), Now() + absl::Hours(1));
  }
  // A group takes one revision of the duty, which goes on once the write waits.
  settings_.group_time = absl::Nanoseconds(-1);
  Reopen();
  absl::Notification waits;
  store_->SetDuty([&](Transaction& t, const std::vector<ResourceId>& due) {
    waits.WaitForNotification();
    return FinishTwo(t, due);
  });
  Advance(absl::Hours(1));
  WriteOutcome outcome;
  absl::Notification answered;
  store_->Write(
      {.principal = "users/tester", .method = "Tests.Write"},
      [](Transaction&) { return "written"; },
      [&](WriteOutcome written) {
        outcome = std::move(written);
        answered.Notify();
      });
  waits.Notify();
  AwaitRevision(*store_, kDue + kDue / 2 + 1);
  answered.WaitForNotification();
  EXPECT_EQ(outcome.answer, "written");
  EXPECT_LE(outcome.revision.number, kDue + 2);
}

TEST_P(StoreConformance, WhatCannotBeDoneHoldsUpNothingElse) {
  absl::Mutex mutex;
  std::vector<std::string> alarms;
  settings_.alarm = [&](const absl::Status& alarm) {
    absl::MutexLock lock(&mutex);
    alarms.push_back(std::string(alarm.message()));
  };
  Reopen();
  for (int i = 0; i < 150; ++i) {
    CreateDue((i < 110 ? "events/broken" : "events/") + std::to_string(i), Now() + absl::Hours(1));
  }
  std::atomic<bool> mended = false;
  store_->SetDuty([&](Transaction& t, const std::vector<ResourceId>& due) {
    for (ResourceId id : due) {
      const bool broken = t.FindById(id).value()->name.find("broken") != std::string::npos;
      if (broken && !mended) return absl::StatusOr<std::string>(absl::InternalError("broken"));
    }
    return FinishTwo(t, due);
  });
  Advance(absl::Hours(1));
  // Those that lie behind all the broken ones, whoever meets them.
  auto look = [](const char* name) {
    return [name](Transaction& t) { return t.Find(Kind::kEvent, name).value()->body; };
  };
  EXPECT_EQ(Write(look("events/149")).answer, "done");
  AwaitRevision(*store_, 150 + 1 + 40);
  EXPECT_EQ(Find(Kind::kEvent, "events/110")->body, "done");
  EXPECT_EQ(Write(look("events/broken0")).answer, "waits");
  mended = true;
  Advance(absl::Minutes(1));
  EXPECT_EQ(Write(look("events/broken0")).answer, "done");
  AwaitRevision(*store_, 150 + 1 + 40 + 1 + 1 + 55);
  EXPECT_EQ(Find(Kind::kEvent, "events/broken109")->body, "done");
  // The alarm writes down what is gone when the test ends.
  store_.reset();
  absl::MutexLock lock(&mutex);
  ASSERT_EQ(alarms.size(), 1);
  EXPECT_NE(alarms[0].find("broken"), std::string::npos);
}

TEST_P(StoreConformance, AWriteThatReadsMuchThatIsDueHoldsUpNoOther) {
  constexpr int kDue = 100;
  for (int i = 0; i < kDue; ++i) {
    CreateDue("events/" + std::to_string(i), Now() + absl::Hours(1));
  }
  settings_.group_time = absl::Nanoseconds(-1);
  Reopen();
  absl::Notification all_wait;
  store_->SetDuty([&](Transaction& t, const std::vector<ResourceId>& due) {
    all_wait.WaitForNotification();
    return FinishTwo(t, due);
  });
  Advance(absl::Hours(1));
  absl::BlockingCounter answers(3);
  std::vector<WriteOutcome> outcomes(3);
  const auto write = [&](int which, WriteOptions options, WriteFunction function) {
    options.principal = "users/tester";
    store_->Write(std::move(options), std::move(function), [&, which](WriteOutcome outcome) {
      outcomes[which] = std::move(outcome);
      answers.DecrementCount();
    });
  };
  const auto read_all = [](Transaction& t) -> absl::StatusOr<std::string> {
    int done = 0;
    const std::vector<Resource> events = t.List({}).value();
    for (const Resource& event : events) done += event.body == "done" ? 1 : 0;
    return std::to_string(done);
  };
  // One whose caller gives up meanwhile, one that waits for all, and another.
  std::atomic<bool> given_up = false;
  write(0, {.cancelled = [&] { return given_up.load(); }}, read_all);
  write(1, {}, read_all);
  write(2, {}, [&](Transaction&) {
    given_up = true;
    return "written";
  });
  all_wait.Notify();
  if (auto* manual = dynamic_cast<ManualStore*>(store_.get())) manual->RunPendingWrites();
  answers.Wait();
  EXPECT_TRUE(IsRefused(outcomes[0].status, Refusal::kCancelled)) << outcomes[0].status;
  EXPECT_EQ(outcomes[1].answer, "100");
  EXPECT_EQ(outcomes[2].answer, "written");
  EXPECT_LT(outcomes[2].revision.number, outcomes[1].revision.number - 40);
}

TEST_P(StoreConformance, ADutyThatFailsIsReportedAndHarmsNoWrite) {
  absl::Mutex mutex;
  std::vector<std::string> alarms;
  settings_.alarm = [&](const absl::Status& alarm) {
    absl::MutexLock lock(&mutex);
    alarms.push_back(std::string(alarm.message()));
  };
  Reopen();
  CreateDue("events/a", Now() - absl::Seconds(1));
  store_->SetDuty([](Transaction&, const std::vector<ResourceId>&) {
    return absl::InternalError("out of order");
  });
  auto look = [](Transaction& t) { return t.Find(Kind::kEvent, "events/a").value()->body; };
  EXPECT_EQ(Write(look).answer, "waits");
  store_.reset();
  absl::MutexLock lock(&mutex);
  ASSERT_FALSE(alarms.empty());
  EXPECT_NE(alarms[0].find("out of order"), std::string::npos);
}

TEST_P(StoreConformance, AClockThatJumpsMakesNothingDueAndRaisesAnAlarm) {
  absl::Mutex mutex;
  std::vector<std::string> alarms;
  settings_.alarm = [&](const absl::Status& alarm) {
    absl::MutexLock lock(&mutex);
    alarms.push_back(std::string(alarm.message()));
  };
  // All time that passes from here on is a jump.
  settings_.env.steady = [] { return absl::ZeroDuration(); };
  Reopen();
  CreateDue("events/a", Now() + absl::Hours(2));
  store_->SetDuty(FinishTwo);
  Advance(absl::Hours(24));
  absl::Time due_time;
  auto look = [&](Transaction& t) -> absl::StatusOr<std::string> {
    due_time = t.due_time();
    return t.Find(Kind::kEvent, "events/a").value()->body;
  };
  EXPECT_EQ(Write(look).answer, "waits");
  EXPECT_EQ(Write(look).answer, "waits");
  EXPECT_EQ(due_time, Now() - absl::Hours(24));
  {
    absl::MutexLock lock(&mutex);
    ASSERT_EQ(alarms.size(), 1);
    EXPECT_NE(alarms[0].find("clock has jumped"), std::string::npos);
  }
  // Started again, the server believes the clock.
  Reopen();
  store_->SetDuty(FinishTwo);
  EXPECT_EQ(Write(look).answer, "done");
  // The alarm writes down what is gone when the test ends.
  store_.reset();
}

}  // namespace
}  // namespace taqvim::storage::testing
