#include <gmock/gmock.h>

#include "absl/synchronization/mutex.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Finishes two of what is due at a time, and lets it be due no more.
absl::StatusOr<std::string> FinishTwo(Transaction& t) {
  auto due = t.DueBy(absl::ToUnixSeconds(t.due_time()), 2);
  if (!due.ok()) return due.status();
  if (due->empty()) return "";
  Mutation mutation;
  for (ResourceId id : *due) {
    const auto resource = t.FindById(id).value();
    mutation.puts.push_back({id, resource->kind, resource->name, "done"});
  }
  if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
  return "system.Finish";
}

// Waits until the store has come to that revision by itself.
void AwaitRevision(Store& store, int64_t number) {
  absl::Mutex mutex;
  int64_t reached = 0;
  store.OnNewRevision([&](Revision revision) {
    absl::MutexLock lock(&mutex);
    reached = revision.number;
  });
  if (auto* manual = dynamic_cast<ManualStore*>(&store)) manual->RunPendingWrites();
  auto there = [&] { return reached >= number || store.newest_revision().number >= number; };
  {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&there));
  }
  store.OnNewRevision(nullptr);
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
    if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
    return "";
  });
  return id;
}

std::vector<ResourceId> StoreConformance::DueBy(absl::Time until) {
  std::vector<ResourceId> due;
  Read([&](Snapshot& s) { due = s.DueBy(absl::ToUnixSeconds(until), 10).value(); });
  return due;
}

namespace {

TEST_P(StoreConformance, WhatIsDueIsFoundInOrderAndThroughReopening) {
  const ResourceId later = CreateDue("events/later", Now() + absl::Seconds(20));
  const ResourceId sooner = CreateDue("events/sooner", Now() + absl::Seconds(10));
  Create(Kind::kEvent, "events/never");
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(DueBy(Now() + absl::Seconds(9)), IsEmpty());
    EXPECT_THAT(DueBy(Now() + absl::Seconds(10)), ElementsAre(sooner));
    EXPECT_THAT(DueBy(Now() + absl::Seconds(30)), ElementsAre(sooner, later));
    Reopen();
  }
}

TEST_P(StoreConformance, AChangedRefusedOrDeletedDueIsSeenAsSuch) {
  const ResourceId id = CreateDue("events/a", Now() + absl::Seconds(10));
  auto put_off = [&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation;
    mutation.puts.push_back({.id = id, .kind = Kind::kEvent, .name = "events/a", .body = "x"});
    if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
    return absl::AbortedError("no");
  };
  EXPECT_EQ(Write(put_off).status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(DueBy(Now() + absl::Seconds(10)), ElementsAre(id));
  Mutation deletion;
  deletion.deletes = {id};
  ASSERT_TRUE(Apply(deletion).status.ok());
  EXPECT_THAT(DueBy(Now() + absl::Seconds(10)), IsEmpty());
}

TEST_P(StoreConformance, TheDutyIsDoneBeforeAWriteThatComesLater) {
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
  EXPECT_THAT(DueBy(Now()), IsEmpty());
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
  store_->SetDuty([](Transaction&) { return absl::InternalError("out of order"); });
  EXPECT_EQ(Write([](Transaction&) { return "written"; }).answer, "written");
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
