#include "storage/testing/servers_conformance.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ResourceId kAtom = 900;

WriteOptions RequestNamed(std::string id) {
  return {.request_id = std::move(id), .request_hash = {1, 2}};
}

Mutation Claiming(ResourceId owner, int64_t start, int64_t end) {
  return {.release = {owner}, .claims = {ClaimOf(owner, kAtom, start, end)}};
}

std::vector<int64_t> NumbersOf(Store& store) {
  std::vector<int64_t> numbers;
  const absl::StatusOr<LogPage> page = store.ChangesAfter(0, 1000, 64 << 20);
  EXPECT_TRUE(page.ok()) << page.status();
  for (const LogEntry& entry : page->entries) {
    numbers.push_back(entry.revision.number);
  }
  return numbers;
}

TEST_P(ServersConformance, RevisionsOfBothAreOneHistoryWithoutGaps) {
  std::vector<int64_t> written;
  for (int i = 0; i < 6; ++i) {
    Store& store = i % 3 == 0 ? first() : second();
    const WriteOutcome outcome = Write(store, [](Transaction&) { return "done"; });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    written.push_back(outcome.revision.number);
  }
  EXPECT_THAT(written, ElementsAre(1, 2, 3, 4, 5, 6));
  for (Store* store : {&first(), &second()}) {
    CatchUp(*store);
    EXPECT_EQ(NumbersOf(*store), written);
  }
  EXPECT_EQ(first().newest_revision(), second().newest_revision());
}

TEST_P(ServersConformance, EachTellsOfTheOthersRevisions) {
  absl::Mutex mutex;
  std::vector<NewRevisions> told;
  const int listener = second().OnNewRevision([&](const NewRevisions& revisions) {
    absl::MutexLock lock(&mutex);
    told.push_back(revisions);
  });
  Create(first(), Kind::kVenue, "venues/a");
  Create(first(), Kind::kGrant, "grants/a");
  AwaitRevision(second(), 2);
  // Listeners are told before the write is answered.
  Write(second(), [](Transaction&) { return ""; });
  second().RemoveListener(listener);
  Kinds kinds;
  int64_t newest = 0;
  for (const NewRevisions& one : told) {
    EXPECT_GT(one.newest.number, newest);
    newest = one.newest.number;
    kinds.Add(one.kinds);
  }
  EXPECT_EQ(newest, 3);
  EXPECT_TRUE(kinds.Has(Kind::kVenue) && kinds.Has(Kind::kGrant) && !kinds.Has(Kind::kEvent));
}

TEST_P(ServersConformance, ARequestThatIsSentToBothRunsOnce) {
  int runs = 0;
  auto create = [&runs](Transaction& t) -> absl::StatusOr<std::string> {
    ++runs;
    RETURN_IF_ERROR(t.Apply({.puts = {{t.NewId(), Kind::kVenue, "venues/a", "body"}}}));
    return "created";
  };
  const WriteOutcome one = Write(first(), create, RequestNamed("r1"));
  ASSERT_TRUE(one.status.ok()) << one.status;
  EXPECT_EQ(runs, 1);
  const WriteOutcome again = Write(second(), create, RequestNamed("r1"));
  EXPECT_TRUE(again.replayed) << again.status;
  EXPECT_EQ(again.answer, "created");
  EXPECT_EQ(again.revision, one.revision);
}

TEST_P(ServersConformance, ANameIsTakenOnce) {
  const ResourceId venue = Create(first(), Kind::kVenue, "venues/a");
  auto create = [](Transaction& t) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(t.Apply({.puts = {{t.NewId(), Kind::kVenue, "venues/a"}}}));
    return "";
  };
  EXPECT_EQ(Write(second(), create).status.code(), absl::StatusCode::kAlreadyExists);
  Apply(second(), {.deletes = {venue}});
  EXPECT_TRUE(Write(first(), create).status.ok());
}

TEST_P(ServersConformance, AnAtomIsTakenOnceAndFreeAgainForBoth) {
  const ResourceId mine = Create(first(), Kind::kEvent, "events/mine");
  const ResourceId theirs = Create(first(), Kind::kEvent, "events/theirs");
  ASSERT_TRUE(Apply(first(), Claiming(mine, 0, 10)).status.ok());
  EXPECT_EQ(Apply(second(), Claiming(theirs, 5, 15)).status.code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Apply(first(), Claiming(mine, 0, 5)).status.ok());
  const WriteOutcome after = Apply(second(), Claiming(theirs, 5, 15));
  EXPECT_TRUE(after.status.ok()) << after.status;
  EXPECT_EQ(Apply(first(), Claiming(mine, 0, 10)).status.code(),
            absl::StatusCode::kFailedPrecondition);
  CatchUp(first());
  EXPECT_EQ(ClaimsOn(first(), kAtom), ClaimsOn(second(), kAtom));
  EXPECT_THAT(ClaimsOn(first(), kAtom), SizeIs(2));
}

// A refusal rests on what is so when it is given, not on what this server had.
TEST_P(ServersConformance, ARefusalIsNeverStale) {
  const ResourceId mine = Create(first(), Kind::kEvent, "events/mine");
  Apply(first(), Claiming(mine, 0, 10));
  auto look = [](Transaction& t) -> absl::StatusOr<std::string> {
    const auto claims = t.ClaimsOverlapping(kAtom, {0, 10}, ClaimKinds::All(), 1);
    RETURN_IF_ERROR(claims.status());
    return claims->empty() ? absl::StatusOr<std::string>("free")
                           : absl::FailedPreconditionError("taken");
  };
  EXPECT_FALSE(Write(second(), look, {.dry_run = true}).status.ok());
  Apply(first(), {.release = {mine}});
  EXPECT_TRUE(Write(second(), look, {.dry_run = true}).status.ok());
  Apply(first(), Claiming(mine, 0, 10));
  EXPECT_FALSE(Write(second(), look, {.dry_run = true}).status.ok());
}

TEST_P(ServersConformance, WhatTheOtherRefersToIsNotDeleted) {
  const ResourceId venue = Create(first(), Kind::kVenue, "venues/a");
  const ResourceId event = Create(second(), Kind::kEvent, "events/a", {{LinkRole::kBooked, venue}});
  EXPECT_EQ(Apply(first(), {.deletes = {venue}}).status.code(),
            absl::StatusCode::kFailedPrecondition);
  Apply(second(), {.deletes = {event}});
  EXPECT_TRUE(Apply(first(), {.deletes = {venue}}).status.ok());
}

TEST_P(ServersConformance, IdsGrowInTheOrderOfCreationWhoeverCreates) {
  ResourceId last = 0;
  for (int i = 0; i < 8; ++i) {
    const ResourceId id =
        Create(i % 2 == 0 ? first() : second(), Kind::kEvent, absl::StrCat("events/", i));
    EXPECT_GT(id, last);
    last = id;
  }
}

TEST_P(ServersConformance, WhatTheOtherChangedIsFoundByWhatItHasNow) {
  auto put = [](Store& store, ResourceId id, uint32_t tags) {
    return Apply(store, {.puts = {PutOf(id, "events/a", Facets{.tags = tags})}}).status;
  };
  auto found = [](Store& store, uint32_t tags) {
    std::vector<ResourceId> ids;
    Read(store,
         [&](Snapshot& snapshot) { ids = snapshot.Search({.criteria = {{.tags = tags}}})->ids; });
    return ids;
  };
  const ResourceId id = Create(first(), Kind::kEvent, "events/a");
  ASSERT_TRUE(put(second(), id, 1).ok());
  CatchUp(first());
  EXPECT_THAT(found(first(), 1), ElementsAre(id));
  ASSERT_TRUE(put(second(), id, 2).ok());
  CatchUp(first());
  EXPECT_THAT(found(first(), 2), ElementsAre(id));
  // Until no snapshot has it, what it had is proposed as well.
  for (int i = 0; i < 3; ++i) Write(first(), [](Transaction&) { return ""; });
  EXPECT_THAT(found(first(), 1), IsEmpty());
}

TEST_P(ServersConformance, WhatIsDueIsDoneOnce) {
  auto finish = [](Transaction& t,
                   const std::vector<ResourceId>& due) -> absl::StatusOr<std::string> {
    Mutation mutation;
    for (ResourceId id : due) {
      ASSIGN_OR_RETURN(const auto resource, t.FindById(id));
      if (resource == nullptr || resource->due == 0) continue;
      mutation.puts.push_back({id, resource->kind, resource->name, "done"});
    }
    if (mutation.puts.empty()) return "";
    RETURN_IF_ERROR(t.Apply(std::move(mutation)));
    return "system.Finish";
  };
  const int64_t due = absl::ToUnixSeconds(Now() + absl::Hours(1));
  ASSERT_TRUE(Write(first(), [&](Transaction& t) -> absl::StatusOr<std::string> {
                for (int i = 0; i < 3; ++i) {
                  Put put = PutOf(t.NewId(), absl::StrCat("events/", i), std::nullopt);
                  put.due = due;
                  RETURN_IF_ERROR(t.Apply({.puts = {put}}));
                }
                return "";
              }).status.ok());
  first().SetDuty(finish);
  second().SetDuty(finish);
  Advance(absl::Hours(2));
  Write(second(), [](Transaction&) { return ""; });
  Write(first(), [](Transaction&) { return ""; });
  CatchUp(second());
  int by_system = 0;
  const LogPage page = second().ChangesAfter(0, 100, 1 << 20).value();
  for (const LogEntry& entry : page.entries) {
    by_system += entry.principal == kSystemPrincipal ? 1 : 0;
  }
  EXPECT_EQ(by_system, 1);
}

TEST_P(ServersConformance, BothWriteAtOnceAndNothingIsLostOrTakenTwice) {
  constexpr int kWrites = 40;
  std::vector<ResourceId> events;
  for (int i = 0; i < 2; ++i) {
    events.push_back(Create(first(), Kind::kEvent, absl::StrCat("events/", i)));
  }
  // Each takes the first hour that is free.
  auto book = [](ResourceId owner) -> WriteFunction {
    return [owner](Transaction& t) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(auto taken,
                       t.ClaimsOverlapping(kAtom, {0, 1'000'000}, ClaimKinds::All(), 1000));
      const auto hour = static_cast<int64_t>(taken.size());
      RETURN_IF_ERROR(t.Apply({.claims = {ClaimOf(owner, kAtom, hour, hour + 1)}}));
      return absl::StrCat(hour);
    };
  };
  absl::Mutex mutex;
  std::vector<std::string> hours;
  for (int i = 0; i < kWrites; ++i) {
    Store& store = i % 2 == 0 ? first() : second();
    store.Write({.principal = "users/tester", .method = "Tests.Book"},
                book(events[static_cast<size_t>(i % 2)]), [&](const WriteOutcome& outcome) {
                  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
                  absl::MutexLock lock(&mutex);
                  hours.push_back(outcome.answer);
                });
  }
  for (Store* store : {&first(), &second()}) {
    if (auto* manual = dynamic_cast<ManualStore*>(store)) manual->RunPendingWrites();
  }
  {
    absl::MutexLock lock(&mutex);
    auto all = [&] { return hours.size() == kWrites; };
    mutex.Await(absl::Condition(&all));
    std::sort(hours.begin(), hours.end());
    EXPECT_EQ(std::unique(hours.begin(), hours.end()), hours.end());
  }
  CatchUp(first());
  CatchUp(second());
  EXPECT_THAT(ClaimsOn(first(), kAtom), SizeIs(kWrites));
  EXPECT_EQ(ClaimsOn(first(), kAtom), ClaimsOn(second(), kAtom));
}

TEST_P(ServersConformance, AHistoryHasTheRevisionsOfBoth) {
  const ResourceId venue = Create(first(), Kind::kVenue, "venues/a");
  Apply(second(), {.puts = {{venue, Kind::kVenue, "venues/a", "2"}}});
  Apply(first(), {.puts = {{venue, Kind::kVenue, "venues/a", "3"}}});
  CatchUp(second());
  Read(second(), [](Snapshot& snapshot) {
    const HistoryPage page = snapshot.History({.kind = Kind::kVenue, .name = "venues/a"}).value();
    std::vector<std::string> bodies;
    for (const LogEntry& entry : page.entries) {
      bodies.push_back(entry.changes.at(0).after.value_or("deleted"));
    }
    EXPECT_THAT(bodies, ElementsAre("3", "2", "body"));
  });
}

TEST_P(ServersConformance, OneThatIsOpenedLaterKnowsAllAndGoesOn) {
  const ResourceId event = Create(first(), Kind::kEvent, "events/a");
  Apply(second(), Claiming(event, 0, 10));
  Store& third = OpenAnother();
  EXPECT_EQ(third.newest_revision().number, 2);
  EXPECT_THAT(ClaimsOn(third, kAtom), SizeIs(1));
  EXPECT_TRUE(Apply(third, Claiming(event, 0, 20)).status.ok());
  CatchUp(first());
  EXPECT_THAT(ClaimsOn(first(), kAtom), ElementsAre(ClaimOf(event, kAtom, 0, 20)));
}

}  // namespace

ServersConformance::ServersConformance() {
  settings_.env.now = [this] { return Now(); };
  settings_.env.random = [this] { return random_++ * 0x9e3779b97f4a7c15; };
  backend_ = GetParam().make();
  OpenAnother();
  OpenAnother();
}

Store& ServersConformance::OpenAnother() {
  absl::StatusOr<std::unique_ptr<Store>> store = backend_->Open(settings_);
  if (!store.ok()) {
    ADD_FAILURE() << store.status();
    std::abort();
  }
  servers_.push_back(*std::move(store));
  return *servers_.back();
}

WriteOutcome ServersConformance::Write(Store& store, WriteFunction function, WriteOptions options) {
  if (options.principal.empty()) options.principal = "users/tester";
  if (options.method.empty()) options.method = "Tests.Write";
  return WriteAndWait(store, std::move(options), std::move(function));
}

WriteOutcome ServersConformance::Apply(Store& store, const Mutation& mutation,
                                       WriteOptions options) {
  return Write(
      store,
      [mutation](Transaction& transaction) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(transaction.Apply(mutation));
        return "applied";
      },
      std::move(options));
}

ResourceId ServersConformance::Create(Store& store, Kind kind, const std::string& name,
                                      std::vector<Link> links) {
  ResourceId id = 0;
  const WriteOutcome outcome = Write(store, [&](Transaction& t) -> absl::StatusOr<std::string> {
    id = t.NewId();
    RETURN_IF_ERROR(t.Apply({.puts = {{id, kind, name, "body", false, links}}}));
    return name;
  });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return id;
}

void ServersConformance::Read(Store& store, std::function<void(Snapshot&)> function) {
  const absl::Status status = ReadAndWait(store, {}, [&](Snapshot& snapshot) {
    function(snapshot);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

std::vector<Claim> ServersConformance::ClaimsOn(Store& store, ResourceId atom) {
  std::vector<Claim> claims;
  Read(store, [&](Snapshot& snapshot) {
    claims =
        snapshot.ClaimsOverlapping(atom, {0, Interval::kForever}, ClaimKinds::All(), 1000).value();
  });
  return claims;
}

void ServersConformance::AwaitRevision(Store& store, int64_t number) {
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

void ServersConformance::CatchUp(Store& store) {
  int64_t newest = 0;
  for (const auto& server : servers_) newest = std::max(newest, server->newest_revision().number);
  AwaitRevision(store, newest);
}

}  // namespace taqvim::storage::testing
