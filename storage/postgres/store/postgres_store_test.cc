// What a store on PostgreSQL makes of connections that are lost, answers that do not come, and
// databases that are not what they were. TAQVIM_SEED: the seed of the random histories.
#include "storage/postgres/store/postgres_store.h"

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/status_macros.h"
#include "storage/postgres/schema/schema.h"
#include "storage/refusal.h"
#include "storage/testing/postgres_cluster.h"
#include "storage/testing/random_history.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

using postgres::Connection;
using postgres::Parameters;
using postgres::Statement;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

constexpr ResourceId kAtom = 900;

class PostgresStoreTest : public ::testing::Test {
 protected:
  PostgresStoreTest() {
    const absl::Status made = postgres::MakeSchema(*other_, settings_.schema, "0123456789abcdef");
    EXPECT_TRUE(made.ok()) << made;
    store_ = Open();
  }

  static PostgresCluster& cluster() { return PostgresCluster::Shared(); }
  std::unique_ptr<ManualStore> Open() {
    auto store = OpenManualPostgresStore(
        {.connection = settings_,
         .group_time = absl::InfiniteDuration(),
         .snapshot_budget = absl::InfiniteDuration(),
         .fatal = [this](const absl::Status& why) { fatal_.push_back(std::string(why.message())); },
         .alarm =
             [this](const absl::Status& why) { alarms_.push_back(std::string(why.message())); }});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  void Execute(const std::string& sql) {
    const absl::Status status = other_->Execute(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  // The number that a query answers.
  int64_t Number(const std::string& sql) {
    const std::unique_ptr<Connection> connection = PostgresCluster::Connect(settings_);
    const Statement statement{sql.c_str()};
    const auto result = connection->Ask(statement, {});
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() && result->rows() > 0 ? result->Int(0, 0) : 0;
  }
  // Waits until a session of the store is in that wait, and does that to it.
  void DoToWhoWaits(const std::string& event, const std::string& function) {
    const std::string sql =
        absl::StrCat("SELECT ", function, "(pid) FROM pg_stat_activity WHERE wait_event = '", event,
                     "' AND pid <> pg_backend_pid()");
    const std::unique_ptr<Connection> connection = PostgresCluster::Connect(settings_);
    const Statement statement{sql.c_str()};
    while (connection->Ask(statement, {})->rows() == 0) std::this_thread::yield();
  }
  // Has commits wait for a standby that there is not, once this returns.
  void WaitForNobody() {
    Execute("CREATE TABLE tried()");
    Execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    Execute("SELECT pg_reload_conf()");
    std::thread cancel([&] { DoToWhoWaits("SyncRep", "pg_cancel_backend"); });
    // The first that is told that it waits no more has waited.
    constexpr Statement kTry{"INSERT INTO tried DEFAULT VALUES"};
    while (other_->Run({{kTry, {}}}).warnings.empty()) std::this_thread::yield();
    cancel.join();
  }

  WriteFunction Creation(const std::string& name) {
    return [this, name](Transaction& t) -> absl::StatusOr<std::string> {
      ++runs_;
      RETURN_IF_ERROR(t.Apply({.puts = {{.id = t.NewId(), .kind = Kind::kVenue, .name = name}}}));
      return absl::StrCat("created ", name);
    };
  }
  WriteOutcome Create(const std::string& name, const std::string& request_id = "") {
    return WriteAndWait(*store_,
                        {.principal = "users/tester", .request_id = request_id, .method = "Test"},
                        Creation(name));
  }
  std::vector<Claim> ClaimsIn(ManualStore& store) {
    std::vector<Claim> claims;
    EXPECT_TRUE(ReadAndWait(store, {}, [&](Snapshot& snapshot) {
                  claims = snapshot.ClaimsOverlapping(kAtom, {}, ClaimKinds::All(), 99).value();
                  return absl::OkStatus();
                }).ok());
    return claims;
  }

  postgres::ConnectionSettings settings_ = cluster().NewSchema();
  std::unique_ptr<Connection> other_ = PostgresCluster::Connect(settings_);
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  std::vector<std::string> fatal_;
  std::vector<std::string> alarms_;
  int runs_ = 0;
  std::unique_ptr<ManualStore> store_;
};

TEST_F(PostgresStoreTest, ConnectionsThatWereLostAreMadeAnew) {
  ASSERT_TRUE(Create("venues/a").status.ok());
  Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
      "AND application_name = 'taqvim'");
  EXPECT_TRUE(Create("venues/b").status.ok());
  EXPECT_EQ(store_->ChangesAfter(0, 10, 1 << 20)->entries.size(), 2);
  EXPECT_THAT(ClaimsIn(*store_), IsEmpty());
  cluster().Restart(SIGINT);
  EXPECT_TRUE(Create("venues/c").status.ok());
  EXPECT_THAT(ClaimsIn(*store_), IsEmpty());
  EXPECT_EQ(Number("SELECT max(revision) FROM log"), 3);
}

TEST_F(PostgresStoreTest, AnIdThatWasAnsweredIsAnsweredAgainByAnother) {
  ASSERT_TRUE(Create("venues/a", "r1").status.ok());
  store_.reset();
  store_ = Open();
  const WriteOutcome again = Create("venues/a", "r1");
  EXPECT_TRUE(again.replayed) << again.status;
  EXPECT_EQ(again.answer, "created venues/a");
  EXPECT_EQ(runs_, 1);
}

// The answer to a commit does not come: the backend has written it, and waits for a standby.
class LostAnswer : public PostgresStoreTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(LostAnswer, OfACommitThatWasDoneIsFound) {
  WaitForNobody();
  std::thread breaker([&] {
    DoToWhoWaits("SyncRep", GetParam());
    // Whoever waits is let go.
    Execute("ALTER SYSTEM RESET synchronous_standby_names");
    Execute("SELECT pg_reload_conf()");
  });
  const WriteOutcome outcome = Create("venues/a", "r1");
  breaker.join();
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.revision.number, 1);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(Number("SELECT count(*) FROM log WHERE revision > 0"), 1);
  EXPECT_EQ(Create("venues/b").revision.number, 2);
}

INSTANTIATE_TEST_SUITE_P(Ways, LostAnswer,
                         ::testing::Values("pg_terminate_backend", "pg_cancel_backend"));

TEST_F(PostgresStoreTest, WhatWasCutBeforeItsCommitIsWrittenAgain) {
  Execute("BEGIN; SELECT FROM mutex FOR UPDATE");
  std::thread breaker([&] {
    DoToWhoWaits("transactionid", "pg_terminate_backend");
    Execute("COMMIT");
  });
  const WriteOutcome outcome = Create("venues/a", "r1");
  breaker.join();
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.revision.number, 1);
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Number("SELECT count(*) FROM log WHERE revision > 0"), 1);
}

// What was sent stands in the server, and may be done when nobody waits for it any more.
TEST_F(PostgresStoreTest, WhatCouldNotBeLookedForIsUnknownAndIsThereOnceAfterARetry) {
  settings_.answer_time = absl::Milliseconds(300);
  store_.reset();
  store_ = Open();
  Execute("BEGIN; SELECT FROM mutex FOR UPDATE");
  const WriteOutcome unknown = Create("venues/a", "r1");
  EXPECT_THAT(RefusalOf(unknown.status), Optional(Refusal::kOutcomeUnknown));
  EXPECT_THAT(alarms_, SizeIs(1));
  Execute("COMMIT");
  WriteOutcome retry = Create("venues/a", "r1");
  for (; !retry.status.ok(); retry = Create("venues/a", "r1")) {
    EXPECT_EQ(retry.status.code(), absl::StatusCode::kUnavailable) << retry.status;
  }
  EXPECT_EQ(retry.answer, "created venues/a");
  // Until what was sent at first is done or refused.
  while (Number("SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation "
                "WHERE c.relname = 'mutex'") > 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(Number("SELECT count(*) FROM log WHERE revision > 0"), 1);
  EXPECT_EQ(Number("SELECT count(*) FROM resource"), 1);
  EXPECT_EQ(retry.revision.number, 1);
}

// After others have written, groups take the lock before they run.
TEST_F(PostgresStoreTest, AGroupThatLosesItsLockRunsAgain) {
  const std::unique_ptr<ManualStore> second = Open();
  ASSERT_TRUE(Create("venues/a").status.ok());
  ASSERT_TRUE(WriteAndWait(*second, {.principal = "p", .method = "Test"}, Creation("venues/b"))
                  .status.ok());
  runs_ = 0;
  const WriteOutcome outcome = WriteAndWait(
      *second, {.principal = "p", .method = "Test"},
      [&](Transaction& t) -> absl::StatusOr<std::string> {
        if (runs_ == 0) {
          EXPECT_EQ(Number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                           "WHERE state = 'idle in transaction'"),
                    1);
        }
        return Creation("venues/c")(t);
      });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.revision.number, 3);
  EXPECT_EQ(runs_, 2);
}

TEST_F(PostgresStoreTest, ARefusalUnderALockThatWasLostIsNotGiven) {
  const std::unique_ptr<ManualStore> second = Open();
  const auto claim = [](const std::vector<Claim>& claims, const std::vector<ResourceId>& release) {
    return [claims, release](Transaction& t) -> absl::StatusOr<std::string> {
      RETURN_IF_ERROR(t.Apply({.release = release, .claims = claims}));
      return "";
    };
  };
  const WriteOptions options{.principal = "p", .method = "Test"};
  ASSERT_TRUE(Create("venues/a").status.ok());
  ASSERT_TRUE(
      WriteAndWait(*store_, options, claim({{.atom = kAtom, .interval = {0, 9}, .owner = 1}}, {}))
          .status.ok());
  ASSERT_TRUE(WriteAndWait(*second, options, Creation("venues/b")).status.ok());
  bool free = false;
  const WriteOutcome outcome =
      WriteAndWait(*second, options, [&](Transaction& t) -> absl::StatusOr<std::string> {
        if (t.ClaimsOverlapping(kAtom, {}, ClaimKinds::All(), 9)->empty()) return "free";
        if (std::exchange(free, true)) return absl::InternalError("it was run on the same again");
        Number(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE state = 'idle in transaction'");
        EXPECT_TRUE(WriteAndWait(*store_, options, claim({}, {1})).status.ok());
        return absl::FailedPreconditionError("taken");
      });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.answer, "free");
}

// What it reads is newer than what its server knows, which is no failure of what is due.
TEST_F(PostgresStoreTest, WhatIsDueIsDoneThoughAnotherHasWritten) {
  const int64_t due = absl::ToUnixSeconds(now_) + 60;
  ASSERT_TRUE(WriteAndWait(*store_, {.principal = "p", .method = "Test"},
                           [&](Transaction& t) -> absl::StatusOr<std::string> {
                             RETURN_IF_ERROR(t.Apply({.puts = {{.id = t.NewId(),
                                                                .kind = Kind::kEvent,
                                                                .name = "events/a",
                                                                .due = due}}}));
                             return "";
                           })
                  .status.ok());
  const std::unique_ptr<ManualStore> second = Open();
  second->SetDuty(
      [&](Transaction& t, const std::vector<ResourceId>& ids) -> absl::StatusOr<std::string> {
        ++runs_;
        ASSIGN_OR_RETURN(const auto event, t.FindById(ids.at(0)));
        RETURN_IF_ERROR(t.Apply({.puts = {{event->id, event->kind, event->name, "done"}}}));
        return "system.Finish";
      });
  ASSERT_TRUE(Create("venues/a").status.ok());
  runs_ = 0;
  now_ += absl::Minutes(2);
  second->RunPendingWrites();
  EXPECT_EQ(second->newest_revision().number, 3);
  EXPECT_EQ(runs_, 2);
  EXPECT_THAT(alarms_, IsEmpty());
}

TEST_F(PostgresStoreTest, TheConstraintRefusesWhatMemoryAllowsAndNothingElseOfTheGroup) {
  ASSERT_TRUE(Create("venues/a").status.ok());
  Execute("INSERT INTO taken VALUES(77, 900, 0, '[0,10)')");
  std::vector<absl::Status> statuses;
  for (int64_t start : {5, 20}) {
    store_->Write(
        {.principal = "p", .method = "Test"},
        [start](Transaction& t) -> absl::StatusOr<std::string> {
          RETURN_IF_ERROR(
              t.Apply({.claims = {{.atom = kAtom, .interval = {start, start + 5}, .owner = 1}}}));
          return "";
        },
        [&](const WriteOutcome& outcome) { statuses.push_back(outcome.status); });
  }
  store_->RunPendingWrites();
  ASSERT_THAT(statuses, SizeIs(2));
  EXPECT_EQ(statuses[0].code(), absl::StatusCode::kFailedPrecondition) << statuses[0];
  EXPECT_TRUE(statuses[1].ok()) << statuses[1];
  EXPECT_THAT(alarms_, ::testing::Contains(HasSubstr("taken_disjoint")));
  EXPECT_THAT(ClaimsIn(*store_), SizeIs(1));
  EXPECT_EQ(Number("SELECT max(revision) FROM log"), 2);
}

TEST_F(PostgresStoreTest, WhatOneGroupWritesOfAResourceIsThereAsItIsInTheEnd) {
  ResourceId a = 0, b = 0;
  const auto write = [&](WriteFunction function) {
    store_->Write(
        {.principal = "p", .method = "Test"}, std::move(function),
        [](const WriteOutcome& outcome) { EXPECT_TRUE(outcome.status.ok()) << outcome.status; });
  };
  write([&](Transaction& t) -> absl::StatusOr<std::string> {
    a = t.NewId();
    b = t.NewId();
    RETURN_IF_ERROR(t.Apply({.puts = {{.id = a, .kind = Kind::kVenue, .name = "venues/a"},
                                      {.id = b, .kind = Kind::kEvent, .name = "events/b"}},
                             .claims = {{.atom = kAtom, .interval = {0, 10}, .owner = b}}}));
    return "";
  });
  write([&](Transaction& t) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(t.Apply({.deletes = {a}}));
    return "";
  });
  write([&](Transaction& t) -> absl::StatusOr<std::string> {
    const ResourceId again = t.NewId();
    RETURN_IF_ERROR(
        t.Apply({.release = {b},
                 .puts = {{.id = again, .kind = Kind::kVenue, .name = "venues/a", .body = "again"}},
                 .claims = {{.atom = kAtom, .interval = {10, 20}, .owner = b}}}));
    return "";
  });
  store_->RunPendingWrites();
  EXPECT_EQ(store_->statistics().groups, 1);
  const std::unique_ptr<ManualStore> second = Open();
  for (ManualStore* store : {store_.get(), second.get()}) {
    EXPECT_EQ(store->newest_revision().number, 3);
    const std::vector<Claim> claims = ClaimsIn(*store);
    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims[0].interval.start, 10);
    EXPECT_TRUE(ReadAndWait(*store, {}, [&](Snapshot& s) {
                  EXPECT_EQ(s.Find(Kind::kVenue, "venues/a").value()->body, "again");
                  const auto page = s.History({.kind = Kind::kVenue, .name = "venues/a"});
                  EXPECT_THAT(page->entries, SizeIs(3));
                  return absl::OkStatus();
                }).ok());
  }
  EXPECT_EQ(Number("SELECT lower(span) FROM taken"), 10);
  EXPECT_EQ(Number("SELECT count(*) FROM resource"), 2);
}

TEST_F(PostgresStoreTest, AHistoryThatWasReplacedStopsTheStore) {
  ASSERT_TRUE(Create("venues/a").status.ok());
  Execute("UPDATE log SET nonce = nonce + 1 WHERE revision = 1");
  EXPECT_EQ(Create("venues/b").status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(fatal_, ElementsAre(HasSubstr("another history")));
  EXPECT_EQ(Number("SELECT max(revision) FROM log"), 1);
  EXPECT_FALSE(ReadAndWait(*store_, {}, [](Snapshot&) { return absl::OkStatus(); }).ok());
}

TEST_F(PostgresStoreTest, AHistoryThatLostItsEndStopsTheStore) {
  ASSERT_TRUE(Create("venues/a").status.ok());
  ASSERT_TRUE(Create("venues/b").status.ok());
  Execute("DELETE FROM log WHERE revision = 2");
  store_->RunPendingWrites();
  EXPECT_EQ(Create("venues/c").status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(fatal_, ElementsAre(HasSubstr("another history")));
}

TEST_F(PostgresStoreTest, AServerThatIsTooOldWritesNothingAnyMore) {
  Execute("UPDATE meta SET value = '2' WHERE key = 'epoch'");
  EXPECT_EQ(Create("venues/a").status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(fatal_, ElementsAre(HasSubstr("too old")));
  EXPECT_EQ(Number("SELECT max(revision) FROM log"), 0);
}

TEST_F(PostgresStoreTest, OneThatSleptLongerThanTheLogIsKeptHasToStartAnew) {
  const std::unique_ptr<ManualStore> second = Open();
  for (const char* name : {"venues/a", "venues/b", "venues/c"}) {
    ASSERT_TRUE(Create(name).status.ok());
  }
  Execute("INSERT INTO log_start SELECT true, revision, nonce FROM log WHERE revision = 2");
  Execute("DELETE FROM log WHERE revision <= 2");
  second->RunPendingWrites();
  EXPECT_EQ(WriteAndWait(*second, {.principal = "p", .method = "Test"}, Creation("venues/d"))
                .status.code(),
            absl::StatusCode::kUnavailable);
  EXPECT_THAT(fatal_, ElementsAre(HasSubstr("start it again")));
  EXPECT_TRUE(Create("venues/d").status.ok());
}

TEST_F(PostgresStoreTest, AStoreNeedsItsTables) {
  settings_.schema = "not_made";
  EXPECT_EQ(OpenManualPostgresStore({.connection = settings_}).status().code(),
            absl::StatusCode::kNotFound);
}

// All that a store says of its resources, in words.
std::vector<std::string> WordsOf(ManualStore& store) {
  std::vector<std::string> all;
  const auto id_of = [](std::string* out, ResourceId id) { absl::StrAppend(out, id); };
  EXPECT_TRUE(ReadAndWait(store, {}, [&](Snapshot& s) {
                for (ResourceId id = 1; id < 200; ++id) {
                  const auto resource = s.FindById(id).value();
                  std::string& line = all.emplace_back(absl::StrCat(id, ":"));
                  const auto claims = s.ClaimsOverlapping(id, {}, ClaimKinds::All(), 1000);
                  for (const Claim& claim : *claims) {
                    absl::StrAppend(&line, " ", claim.owner, "@", claim.interval.start);
                  }
                  absl::StrAppend(&line, " <- ",
                                  absl::StrJoin(s.Referrers(id, {}, 0, 1000).value(), ",", id_of));
                  if (resource == nullptr) continue;
                  absl::StrAppend(&line, " ", resource->name, " ", resource->due, " ",
                                  resource->body);
                }
                const SearchPage page = s.Search({.limit = 1000}).value();
                all.push_back(absl::StrJoin(page.ids, ",", id_of));
                return absl::OkStatus();
              }).ok());
  return all;
}

uint64_t Seed() {
  const char* given = std::getenv("TAQVIM_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

TEST_F(PostgresStoreTest, WhatTwoServersHaveInMemoryIsWhatAThirdLoadsFromTheTables) {
  const uint64_t seed = Seed();
  std::cout << "TAQVIM_SEED=" << seed << std::endl;
  const std::unique_ptr<ManualStore> second = Open();
  const std::vector<ManualStore*> both = {store_.get(), second.get()};
  std::mt19937_64 random(seed);
  RandomHistory history(seed);
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    ManualStore& store = *both[random() % 2];
    // It takes in what the other has written; the history is not one that runs twice.
    store.RunPendingWrites();
    history.WriteOne(store);
  }
  // Until nothing is kept for snapshots that are gone.
  for (int i = 0; i < 6; ++i) {
    ManualStore& store = *both[static_cast<size_t>(i) % 2];
    store.RunPendingWrites();
    EXPECT_TRUE(WriteAndWait(store, {.principal = "p", .method = "Test"}, [](Transaction&) {
                  return "";
                }).status.ok());
  }
  for (ManualStore* store : both) store->RunPendingWrites();
  const std::unique_ptr<ManualStore> third = Open();
  const std::vector<std::string> loaded = WordsOf(*third);
  EXPECT_EQ(WordsOf(*store_), loaded);
  EXPECT_EQ(WordsOf(*second), loaded);
  // The constraints had nothing to do.
  EXPECT_THAT(alarms_, IsEmpty());
}

}  // namespace
}  // namespace taqvim::storage::testing
