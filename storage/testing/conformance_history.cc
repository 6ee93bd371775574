// Revisions and the log: a part of store_conformance.h.
#include <gmock/gmock.h>

#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

WriteOptions Request(std::string id, uint64_t hash = 1, std::string principal = "users/tester") {
  return {.principal = std::move(principal),
          .request_id = std::move(id),
          .request_hash = {hash, 2},
          .method = "EventService.CreateEvent"};
}

WriteFunction CreateVenue(const std::string& name, int* runs = nullptr) {
  return [name, runs](Transaction& t) -> absl::StatusOr<std::string> {
    if (runs != nullptr) ++*runs;
    Mutation mutation;
    mutation.puts.push_back({t.NewId(), Kind::kVenue, name});
    RETURN_IF_ERROR(t.Apply(mutation));
    return "created " + name;
  };
}

TEST_P(StoreConformance, ANewStoreIsAtRevisionZeroWithAnIdentityThatStays) {
  EXPECT_EQ(store_->newest_revision(), Revision());
  const std::string id = store_->store_id();
  EXPECT_THAT(id, SizeIs(16));
  Reopen();
  EXPECT_EQ(store_->store_id(), id);
  auto page = store_->ChangesAfter(0, 10, 1000);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->entries, IsEmpty());
  EXPECT_EQ(page->scanned, Revision());
}

TEST_P(StoreConformance, EveryAcceptedWriteIsTheNextRevision) {
  WriteOutcome first = Write(CreateVenue("venues/a"));
  WriteOutcome refused = Write(CreateVenue("venues/a"));
  WriteOutcome idle = Write([](Transaction&) { return "nothing"; });
  EXPECT_EQ(first.revision.number, 1);
  EXPECT_FALSE(refused.status.ok());
  EXPECT_EQ(refused.revision, first.revision);
  EXPECT_EQ(idle.revision.number, 2);
  EXPECT_EQ(idle.answer, "nothing");
  EXPECT_NE(idle.revision.nonce, first.revision.nonce);
  EXPECT_EQ(store_->newest_revision(), idle.revision);
  Reopen();
  EXPECT_EQ(store_->newest_revision(), idle.revision);
}

TEST_P(StoreConformance, TheLogSaysWhoDidWhatWhenWithImagesBeforeAndAfter) {
  ResourceId id = Create(Kind::kVenue, "venues/a", "one");
  Advance(absl::Seconds(10));
  WriteOutcome outcome =
      Apply({.puts = {{id, Kind::kVenue, "venues/a", "two", false, {}}}}, Request("r1"));
  std::vector<LogEntry> log = LogAfter(0);
  ASSERT_THAT(log, SizeIs(2));
  EXPECT_FALSE(log[0].changes[0].before.has_value());
  EXPECT_EQ(log[0].changes[0].after, "one");
  EXPECT_EQ(log[1].revision, outcome.revision);
  EXPECT_EQ(log[1].time, Now());
  EXPECT_EQ(log[1].principal, "users/tester");
  EXPECT_EQ(log[1].request_id, "r1");
  EXPECT_EQ(log[1].method, "EventService.CreateEvent");
  ASSERT_THAT(log[1].changes, SizeIs(1));
  EXPECT_EQ(log[1].changes[0].kind, Kind::kVenue);
  EXPECT_EQ(log[1].changes[0].name, "venues/a");
  EXPECT_EQ(log[1].changes[0].before, "one");
  EXPECT_EQ(log[1].changes[0].after, "two");
}

TEST_P(StoreConformance, ImagesOfSeveralAppliesAreFolded) {
  ResourceId kept = Create(Kind::kVenue, "venues/kept", "1");
  ResourceId gone = Create(Kind::kVenue, "venues/gone", "1");
  ResourceId same = Create(Kind::kVenue, "venues/same", "1");
  WriteOutcome outcome = Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    ResourceId brief = t.NewId();
    EXPECT_TRUE(t.Apply({.puts = {{brief, Kind::kVenue, "venues/brief", "", false, {}},
                                  {kept, Kind::kVenue, "venues/kept", "2", false, {}},
                                  {same, Kind::kVenue, "venues/same", "2", false, {}}}})
                    .ok());
    EXPECT_TRUE(t.Apply({.deletes = {brief, gone},
                         .puts = {{kept, Kind::kVenue, "venues/kept", "3", false, {}},
                                  {same, Kind::kVenue, "venues/same", "1", false, {}}}})
                    .ok());
    return "";
  });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  std::vector<Change> changes = LogAfter(3).at(0).changes;
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].name, "venues/kept");
  EXPECT_EQ(changes[0].before, "1");
  EXPECT_EQ(changes[0].after, "3");
  EXPECT_EQ(changes[1].name, "venues/gone");
  EXPECT_FALSE(changes[1].after.has_value());
  EXPECT_EQ(Find(Kind::kVenue, "venues/brief"), nullptr);
}

TEST_P(StoreConformance, TopicsAreStoredButNotLogged) {
  Create(Kind::kTopic, "cities/KZ/Astana");
  EXPECT_NE(Find(Kind::kTopic, "cities/KZ/Astana"), nullptr);
  EXPECT_THAT(LogAfter(0).at(0).changes, IsEmpty());
}

TEST_P(StoreConformance, TheLogIsReadInPagesThatSayHowFarTheyReach) {
  for (int i = 0; i < 5; ++i) Create(Kind::kVenue, "venues/" + std::to_string(i), "0123456789");
  auto page = store_->ChangesAfter(1, 2, 1 << 20);
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->entries, SizeIs(2));
  EXPECT_EQ(page->scanned, page->entries[1].revision);
  EXPECT_EQ(page->scanned.number, 3);
  EXPECT_THAT(store_->ChangesAfter(0, 100, 1)->entries, SizeIs(1));
  auto end = store_->ChangesAfter(5, 100, 1 << 20);
  EXPECT_THAT(end->entries, IsEmpty());
  EXPECT_EQ(end->scanned, store_->newest_revision());
  EXPECT_EQ(store_->ChangesAfter(6, 100, 1 << 20).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_P(StoreConformance, TheLogSaysWhatItHoldsAndKnowsEachRevisionOfIt) {
  EXPECT_EQ(store_->Reach()->start, Revision());
  EXPECT_EQ(store_->RevisionAt(0).value(), Revision());
  Create(Kind::kVenue, "venues/a");
  const Revision second = Apply({}).revision;
  const Revision third = Apply({}).revision;
  EXPECT_EQ(store_->Reach()->start, Revision());
  EXPECT_EQ(store_->Reach()->newest, third);
  EXPECT_EQ(store_->RevisionAt(2).value(), second);
  EXPECT_EQ(store_->RevisionAt(3).value(), third);
  EXPECT_EQ(store_->RevisionAt(4).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_P(StoreConformance, ASnapshotKnowsEachRevisionUpToItsOwn) {
  Create(Kind::kVenue, "venues/a");
  const Revision second = Apply({}).revision;
  Read([&](Snapshot& snapshot) {
    const Revision third = Apply({}).revision;
    EXPECT_EQ(snapshot.RevisionAt(2).value(), second);
    EXPECT_EQ(snapshot.RevisionAt(third.number).value(), std::nullopt);
    EXPECT_EQ(snapshot.RevisionAt(0).value(), std::nullopt);
  });
  Write([&](Transaction& transaction) -> absl::StatusOr<std::string> {
    EXPECT_EQ(transaction.RevisionAt(2).value(), second);
    return "";
  });
}

TEST_P(StoreConformance, AReplayGivesTheFirstAnswerWithoutRunning) {
  int runs = 0;
  WriteOutcome first = Write(CreateVenue("venues/a", &runs), Request("r1"));
  Create(Kind::kVenue, "venues/b");
  WriteOutcome second = Write(CreateVenue("venues/a", &runs), Request("r1"));
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(second.status.ok()) << second.status;
  EXPECT_TRUE(second.replayed);
  EXPECT_FALSE(first.replayed);
  EXPECT_EQ(second.answer, "created venues/a");
  EXPECT_EQ(second.revision, first.revision);
  Reopen();
  WriteOutcome third = Write(CreateVenue("venues/a", &runs), Request("r1"));
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(third.replayed);
  EXPECT_EQ(third.answer, "created venues/a");
  EXPECT_EQ(third.revision, first.revision);
  EXPECT_THAT(LogAfter(0), SizeIs(2));
}

TEST_P(StoreConformance, AReplayGivesTheFirstAnswerThoughWhatItHoldsHasChangedSince) {
  const std::string body(500, 'b');
  ResourceId venue = 0;
  WriteFunction create = [&](Transaction& t) -> absl::StatusOr<std::string> {
    venue = t.NewId();
    RETURN_IF_ERROR(t.Apply({.puts = {{venue, Kind::kVenue, "venues/a", body}}}));
    return "made " + body + " with an etag";
  };
  WriteOutcome first = Write(std::move(create), Request("r1"));
  ASSERT_TRUE(first.status.ok()) << first.status;
  Apply({.puts = {{venue, Kind::kVenue, "venues/a", "another body"}}});
  Apply({.deletes = {venue}});
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    WriteOutcome replay = Write(CreateVenue("venues/a"), Request("r1"));
    EXPECT_TRUE(replay.replayed);
    EXPECT_EQ(replay.answer, "made " + body + " with an etag");
  }
}

TEST_P(StoreConformance, ARequestIdWithAnotherBodyIsRefused) {
  Write(CreateVenue("venues/a"), Request("r1", 1));
  EXPECT_EQ(Write(CreateVenue("venues/b"), Request("r1", 2)).status.code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Find(Kind::kVenue, "venues/b"), nullptr);
}

TEST_P(StoreConformance, RequestIdsOfAnotherPrincipalAreOthers) {
  Write(CreateVenue("venues/a"), Request("r1"));
  WriteOutcome other = Write(CreateVenue("venues/b"), Request("r1", 1, "users/other"));
  EXPECT_TRUE(other.status.ok());
  EXPECT_FALSE(other.replayed);
  // The pair is told apart, not the two texts in a row.
  EXPECT_FALSE(Write(CreateVenue("venues/c"), Request("1", 1, "users/testerr")).replayed);
  // Each has its own answer again, whoever used the id last.
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    const WriteOutcome mine = Write(CreateVenue("venues/a"), Request("r1"));
    EXPECT_TRUE(mine.replayed);
    EXPECT_EQ(mine.answer, "created venues/a");
    const WriteOutcome theirs = Write(CreateVenue("venues/b"), Request("r1", 1, "users/other"));
    EXPECT_TRUE(theirs.replayed);
    EXPECT_EQ(theirs.answer, "created venues/b");
  }
}

TEST_P(StoreConformance, ARefusedWriteLeavesItsRequestIdFree) {
  Create(Kind::kVenue, "venues/a");
  EXPECT_FALSE(Write(CreateVenue("venues/a"), Request("r1", 1)).status.ok());
  WriteOutcome outcome = Write(CreateVenue("venues/b"), Request("r1", 2));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_FALSE(outcome.replayed);
}

TEST_P(StoreConformance, RequestIdsAreKeptForSevenDaysAndThenForgotten) {
  Write(CreateVenue("venues/a"), Request("r1"));
  for (int hour = 0; hour < 7 * 24; ++hour) {
    Advance(absl::Hours(1));
    Write([](Transaction&) { return ""; }, Request("tick" + std::to_string(hour)));
  }
  EXPECT_TRUE(Write(CreateVenue("venues/a"), Request("r1")).replayed);
  Reopen();
  EXPECT_TRUE(Write(CreateVenue("venues/a"), Request("r1")).replayed);
  for (int hour = 0; hour < 2; ++hour) {
    Advance(absl::Hours(1));
    Write([](Transaction&) { return ""; }, Request("tock" + std::to_string(hour)));
  }
  EXPECT_EQ(Write(CreateVenue("venues/a"), Request("r1")).status.code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_P(StoreConformance, AClockThatJumpsForgetsNoRequestIds) {
  WriteOutcome first = Write(CreateVenue("venues/a"), Request("r1"));
  Advance(absl::Hours(24 * 3650));
  Write([](Transaction&) { return ""; }, Request("r2"));
  Advance(absl::Hours(-24 * 3650));
  Write([](Transaction&) { return ""; }, Request("r3"));
  WriteOutcome replay = Write(CreateVenue("venues/a"), Request("r1"));
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(replay.revision, first.revision);
}

TEST_P(StoreConformance, TimeNeverRunsBackwardsInTheLog) {
  Create(Kind::kVenue, "venues/a");
  const absl::Time before = Now();
  Advance(absl::Hours(-1));
  Reopen();
  absl::Time seen;
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    seen = t.now();
    EXPECT_EQ(t.now(), seen);
    return "";
  });
  EXPECT_EQ(seen, before);
  EXPECT_EQ(LogAfter(1).at(0).time, before);
  Read([&](Snapshot& snapshot) { EXPECT_EQ(snapshot.now(), before); });
}

TEST_P(StoreConformance, ADryRunAnswersAsTheRealCallWouldAndLeavesNoTrace) {
  ResourceId event = Create(Kind::kEvent, "events/1");
  const Revision before = store_->newest_revision();
  ResourceId id = 0;
  auto function = [&](Transaction& t) -> absl::StatusOr<std::string> {
    id = t.NewId();
    Mutation mutation;
    mutation.puts.push_back({id, Kind::kVenue, "venues/a"});
    mutation.claims = {ClaimOf(event, 900, 0, 10)};
    RETURN_IF_ERROR(t.Apply(mutation));
    return t.Find(Kind::kVenue, "venues/a").value()->name;
  };
  WriteOptions options = Request("r1");
  options.dry_run = true;
  WriteOutcome dry = Write(function, options);
  EXPECT_TRUE(dry.status.ok()) << dry.status;
  EXPECT_EQ(dry.answer, "venues/a");
  EXPECT_EQ(dry.revision, before);
  EXPECT_EQ(store_->newest_revision(), before);
  EXPECT_THAT(LogAfter(before.number), IsEmpty());
  EXPECT_EQ(Find(Kind::kVenue, "venues/a"), nullptr);
  Read([&](Snapshot& snapshot) { EXPECT_THAT(snapshot.ClaimsOf(event).value(), IsEmpty()); });
  EXPECT_THAT(Overlapping(900, {0, 10}), IsEmpty());
  WriteOutcome real = Write(function, Request("r1"));
  EXPECT_TRUE(real.status.ok()) << real.status;
  EXPECT_FALSE(real.replayed);
}

TEST_P(StoreConformance, AnErrorOfTheFunctionUndoesWhatItApplied) {
  WriteOutcome outcome = Write([](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation;
    ResourceId id = t.NewId();
    mutation.puts.push_back({id, Kind::kVenue, "venues/a", "", false, {{LinkRole::kPart, id}}});
    mutation.claims = {ClaimOf(id, 900, 0, 10)};
    EXPECT_TRUE(t.Apply(mutation).ok());
    return absl::AbortedError("changed my mind");
  });
  EXPECT_EQ(outcome.status, absl::AbortedError("changed my mind"));
  EXPECT_EQ(Find(Kind::kVenue, "venues/a"), nullptr);
  EXPECT_THAT(Overlapping(900, {0, 10}), IsEmpty());
}

TEST_P(StoreConformance, AnnouncesEachNewestRevision) {
  std::vector<int64_t> heard;
  const int listener = store_->OnNewRevision(
      [&](const NewRevisions& revisions) { heard.push_back(revisions.newest.number); });
  Create(Kind::kVenue, "venues/a");
  Write([](Transaction&) -> absl::StatusOr<std::string> { return absl::AbortedError("no"); });
  Create(Kind::kVenue, "venues/b");
  store_->RemoveListener(listener);
  Create(Kind::kVenue, "venues/c");
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST_P(StoreConformance, TellsEveryListenerWhichKindsOfResourcesWereWritten) {
  std::vector<Kinds> first, second;
  store_->OnNewRevision([&](const NewRevisions& revisions) { first.push_back(revisions.kinds); });
  const int removed = store_->OnNewRevision(
      [&](const NewRevisions& revisions) { second.push_back(revisions.kinds); });
  const ResourceId venue = Create(Kind::kVenue, "venues/a");
  const ResourceId event = Create(Kind::kEvent, "events/a");
  Apply({});
  store_->RemoveListener(removed);
  // Claims and deletions count as bodies do.
  Apply({.claims = {ClaimOf(event, venue, 0, 10)}});
  Apply({.deletes = {event}, .puts = {{venue, Kind::kVenue, "venues/a", "new"}}});
  store_.reset();
  Kinds both = Kind::kEvent;
  both.Add(Kind::kVenue);
  EXPECT_THAT(first, ElementsAre(Kind::kVenue, Kind::kEvent, Kinds(), Kind::kEvent, both));
  EXPECT_THAT(second, ElementsAre(Kind::kVenue, Kind::kEvent, Kinds()));
}

}  // namespace
}  // namespace taqvim::storage::testing
