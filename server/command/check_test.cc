// Damages made by hand, one a file, to a schedule that has something of everything: what
// `taqvimd check` says of each, and what it makes good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/command/check_report.h"
#include "server/command/check_run.h"
#include "server/command/support_bundle.h"
#include "server/command/testing/whole_schedule.h"
#include "server/schedule/testing/earlier_version.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "storage/log.pb.h"
#include "storage/sqlite/file/connection.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::command {
namespace {

namespace fs = std::filesystem;
using storage::Connection;
using storage::Kind;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Contents(const std::string& path) {
  std::stringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// How a damage is made.
using Make = std::function<void(Connection&, const std::string& path)>;

struct Damage {
  const char* name;
  Make make;
  // In a finding of that area, and what is said of it.
  storage::Area area;
  const char* problem;
  bool repairable = false;
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

Make Sql(const char* statements) {
  return [statements](Connection& connection, const std::string&) {
    const absl::Status done = connection.Execute(statements);
    ASSERT_TRUE(done.ok()) << done << ": " << statements;
  };
}

// Changes what a revision changed, as the log has it.
Make Log(const char* where, const std::function<void(storage::v1::LogChanges&)>& change) {
  return [where, change](Connection& connection, const std::string&) {
    absl::Status status;
    storage::Statement read(
        connection, absl::StrCat("SELECT revision, changes FROM log WHERE ", where), status);
    storage::Statement write(connection, "UPDATE log SET changes = ? WHERE revision = ?", status);
    ASSERT_TRUE(status.ok()) << status;
    storage::v1::LogChanges changes;
    int64_t revision = 0;
    {
      storage::Query query(read);
      ASSERT_TRUE(query.Next());
      revision = query.Int(0);
      ASSERT_TRUE(changes.ParseFromString(std::string(query.Bytes(1))));
    }
    change(changes);
    const std::string bytes = changes.SerializeAsString();
    ASSERT_TRUE(storage::Query(write).BindBlob(bytes).Bind(revision).Run().ok());
  };
}

// Behind the back of the log's and the rows' checks: as a defect of the schedule would write it.
template <class Message>
Make Said(Kind kind, const char* name, const std::function<void(Message&)>& change) {
  return [kind, name, change](Connection&, const std::string& path) {
    schedule::ScheduleStore store(2, absl::Now(), path);
    schedule::EarlierVersion(store).SetMessage<Message>(kind, name, change);
    store.CopyTo(path);
  };
}

// SQLite keeps others from this; so it is told not to.
void WithoutIndex(Connection& connection, const std::function<void()>& meanwhile) {
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  ASSERT_TRUE(connection
                  .Execute("CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = "
                           "'resource_rare'; PRAGMA writable_schema = ON; DELETE FROM "
                           "sqlite_schema WHERE name = 'resource_rare'; PRAGMA writable_schema = "
                           "RESET")
                  .ok());
  meanwhile();
  ASSERT_TRUE(connection
                  .Execute("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM "
                           "kept; PRAGMA writable_schema = RESET")
                  .ok());
}

// The middle of the file, where pages of resources or the log are.
void ZeroAPage(Connection& connection, const std::string& path) {
  const int64_t size = connection.QueryInt("PRAGMA page_size").value();
  const int64_t root =
      connection.QueryInt("SELECT rootpage FROM sqlite_schema WHERE name = 'resource'").value();
  ASSERT_TRUE(connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp((root - 1) * size);
  file << std::string(static_cast<size_t>(size), '\0');
}

void CutAPage(Connection& connection, const std::string& path) {
  ASSERT_TRUE(connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  fs::resize_file(path, fs::file_size(path) - 4096);
}

using storage::Area;

std::vector<Damage> OfTheFile() {
  return {
      {"a page of zeros", ZeroAPage, Area::kPages, "page"},
      {"a file cut short", CutAPage, Area::kPages, "page"},
      {"an index that lacks a row",
       [](Connection& connection, const std::string&) {
         WithoutIndex(connection, [&] {
           ASSERT_TRUE(connection
                           .Execute("INSERT INTO resource VALUES(5000, 7, 'city/nowhere', 0, 0, 1, "
                                    "x'', x'', x'')")
                           .ok());
         });
       },
       Area::kIndexes, "missing from index", true},
      {"an index that is gone", Sql("DROP INDEX resource_name"), Area::kSchema, "resource_name",
       true},
      {"a table of another program", Sql("CREATE TABLE notes(text)"), Area::kSchema, "notes"},
  };
}

std::vector<Damage> OfRows() {
  return {
      {"a kind that is none", Sql("UPDATE resource SET kind = 99 WHERE name = 'events/closing'"),
       Area::kRows, "no kind"},
      {"two events of one name",
       Sql("UPDATE resource SET name = 'events/opening' WHERE name = 'events/closing'"),
       Area::kNames, "there twice"},
      {"a name of nothing",
       Sql("UPDATE resource SET name = x'01' || 'x' WHERE name = "
           "'events/closing'"),
       Area::kNames, "damaged"},
      {"links that are garbage",
       Sql("UPDATE resource SET links = x'ffff' WHERE name = 'events/closing'"), Area::kLinks,
       "cannot be read", true},
      {"claims that are garbage",
       Sql("UPDATE resource SET claims = x'ffff' WHERE name = 'events/closing'"), Area::kClaims,
       "cannot be read", true},
      {"claims that are gone",
       Sql("UPDATE resource SET claims = x'' WHERE name = 'events/closing'"), Area::kDerived,
       "events/closing takes", true},
      {"claims of a guest that are gone",
       Sql("UPDATE resource SET claims = x'' WHERE name = 'events/toast'"), Area::kDerived,
       "events/toast takes", true},
      {"claims of a series that are gone",
       Sql("UPDATE resource SET claims = x'' WHERE name = 'events/weekly'"), Area::kDerived,
       "events/weekly takes", true},
      {"claims of a closure that are gone",
       Sql("UPDATE resource SET claims = x'' WHERE name = 'venues/house/closures/repair'"),
       Area::kDerived, "repair takes", true},
      {"a hall that is booked twice",
       Sql("UPDATE resource SET claims = (SELECT claims FROM resource WHERE name = "
           "'events/opening') WHERE name = 'events/closing'"),
       Area::kInvariant, "both confirmed", true},
  };
}

std::vector<Damage> OfWhatIsBeside() {
  return {
      {"links that are gone",
       Sql("UPDATE resource SET links = x'' WHERE name = 'venues/house/spaces/hall'"),
       Area::kDerived, "refers to", true},
      {"something that is referred to and gone",
       Sql("DELETE FROM resource WHERE name = 'participants/quartet'"), Area::kLinks, "not there"},
      {"a claim on what cannot be claimed",
       Sql("UPDATE resource SET claims = (SELECT claims FROM resource WHERE name = "
           "'events/opening') WHERE name = 'organizations/owner'"),
       Area::kClaims, "neither an event nor a closure", true},
      {"something due that is not",
       Sql("UPDATE resource SET due = 4000000000 WHERE name = 'events/closing'"), Area::kDerived,
       "to be done", true},
      {"a flag that is wrong",
       Sql("UPDATE resource SET archived = 1 WHERE name = 'organizations/owner'"), Area::kDerived,
       "archived", true},
      {"a message of another",
       Sql("UPDATE resource SET body = (SELECT body FROM resource WHERE name = 'events/opening') "
           "WHERE name = 'events/closing'"),
       Area::kHistory, "what others were told", true},
      {"a message that is garbage",
       Sql("UPDATE resource SET body = x'ffffff' WHERE name = 'organizations/owner'"),
       Area::kHistory, "what others were told", true},
      {"a revision that did not write it",
       Sql("UPDATE resource SET revision = 1 WHERE name = 'events/closing'"), Area::kHistory,
       "though it was", true},
      {"numbers that are used twice", Sql("UPDATE meta SET value = 3 WHERE key = 'next_id'"),
       Area::kSchema, "twice", true},
      {"a store that is nobody", Sql("UPDATE meta SET value = 'x' WHERE key = 'store_id'"),
       Area::kSchema, "store's id"},
  };
}

std::vector<Damage> OfTheLog() {
  return {
      {"a revision that is gone", Sql("DELETE FROM log WHERE revision = 6"), Area::kLog,
       "what is between is gone"},
      {"the end of the log that is gone",
       Sql("DELETE FROM log WHERE revision >= (SELECT max(revision) - 2 FROM log);"
           "DELETE FROM log_part"),
       Area::kLog, "The log ends"},
      {"a nonce of another revision",
       Sql("UPDATE log SET nonce = (SELECT nonce FROM log WHERE revision = 3) WHERE revision = 5"),
       Area::kNonces, "nonce of revision 3"},
      {"a revision without a nonce", Sql("UPDATE log SET nonce = 0 WHERE revision = 5"),
       Area::kNonces, "no nonce"},
      {"a row of the log that is garbage",
       Sql("UPDATE log SET changes = x'ffff' WHERE revision = 5"), Area::kLog, "cannot be read"},
      {"an answer that is garbage", Sql("UPDATE log SET answer = x'ffff' WHERE request_id <> ''"),
       Area::kLog, "answer"},
      {"a change of what was otherwise",
       Log("revision = (SELECT revision FROM resource WHERE name = 'events/closing')",
           [](storage::v1::LogChanges& changes) {
             changes.mutable_changes(0)->set_before("what it never was");
           }),
       Area::kHistory, "otherwise before"},
      {"a change that skips one",
       Log("revision = (SELECT revision FROM resource WHERE name = 'events/closing')",
           [](storage::v1::LogChanges& changes) {
             changes.mutable_changes(0)->set_before_revision(1);
           }),
       Area::kHistory, "which did not"},
      {"a part that is gone", Sql("DELETE FROM log_part"), Area::kLog, "parts that follow"},
      {"a part of nothing", Sql("INSERT INTO log_part VALUES(4000, 1, 1, x'')"), Area::kLog,
       "not in the log", true},
      {"a deletion that nobody made", Sql("INSERT INTO deletion VALUES(16, 'events/closing', 4)"),
       Area::kDeletions, "which it did not", true},
      {"a deletion that is not noted", Sql("DELETE FROM deletion WHERE name = 'events/slip'"),
       Area::kDeletions, "not noted", true},
  };
}

std::vector<Damage> OfMessages() {
  return {
      {"an event inside itself",
       Said<v1::Event>(Kind::kEvent, "events/opening",
                       [](v1::Event& event) { event.set_host("events/toast"); }),
       Area::kMessages, "host"},
      {"a reference to nothing",
       Said<v1::Event>(Kind::kEvent, "events/closing",
                       [](v1::Event& event) { event.set_owner("organizations/none"); }),
       Area::kMessages, "owner"},
      {"a programme of nothing",
       Said<v1::Event>(Kind::kEvent, "events/closing",
                       [](v1::Event& event) { event.set_programme("events/none"); }),
       Area::kMessages, "programme"},
      {"a uid of another",
       Said<v1::Event>(
           Kind::kEvent, "events/closing",
           [](v1::Event& event) { event.set_uid("00000000-0000-4000-8000-000000000001"); }),
       Area::kMessages, "one uid"},
      {"an approval of nothing",
       Said<v1::Event>(Kind::kEvent, "events/closing",
                       [](v1::Event& event) { event.add_approvals()->set_booking("none"); }),
       Area::kMessages, "approval"},
      {"another name inside",
       Said<v1::Organization>(Kind::kOrganization, "organizations/owner",
                              [](v1::Organization& one) { one.set_name("organizations/other"); }),
       Area::kMessages, "another name"},
  };
}

std::vector<Damage> Damages() {
  std::vector<Damage> all;
  for (const auto& some : {OfTheFile(), OfRows(), OfWhatIsBeside(), OfTheLog(), OfMessages()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

class CheckTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    base_ = new storage::testing::TemporaryDirectory();
    WholeSchedule::Make(BasePath());
    // Whatever is in the log is in the file then.
    auto connection = Connection::Open(BasePath(), "", Connection::Mode::kReadWrite).value();
    connection->CheckpointOnClose(true);
    ASSERT_TRUE(connection->Execute("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  }
  static void TearDownTestSuite() { delete base_; }
  static std::string BasePath() { return base_->File("schedule.db"); }

  CheckTest() { fs::copy_file(BasePath(), path_); }

  void DamageBy(const Make& make) {
    auto connection = Connection::Open(path_, "", Connection::Mode::kReadWrite).value();
    connection->CheckpointOnClose(true);
    make(*connection, path_);
  }
  CheckReport Check() {
    auto report = RunCheck(path_, [](std::string_view, int64_t) {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : CheckReport();
  }
  static std::vector<std::string> Told(const CheckReport& report, storage::Area area) {
    std::vector<std::string> told;
    for (const storage::Finding& finding : report.findings.all()) {
      if (finding.area == area) told.push_back(WithNames(finding));
    }
    return told;
  }

  static storage::testing::TemporaryDirectory* base_;
  storage::testing::TemporaryDirectory directory_;
  const std::string path_ = directory_.File("schedule.db");
};

storage::testing::TemporaryDirectory* CheckTest::base_ = nullptr;

TEST_F(CheckTest, FindsNothingInAFileThatIsWhole) {
  const CheckReport report = Check();
  EXPECT_TRUE(report.well()) << ToText(report, "schedule.db", 0);
  EXPECT_TRUE(report.schedule_checked);
  EXPECT_EQ(report.counts.resources.at(Kind::kEvent), 8);
  EXPECT_GT(report.counts.claims, 10);
  EXPECT_EQ(report.counts.first_revision, 1);
  EXPECT_EQ(report.counts.newest_revision, report.counts.revisions);
}

TEST_F(CheckTest, LeavesTheFileAndNothingBesideIt) {
  DamageBy(Sql("UPDATE resource SET claims = x'' WHERE name = 'events/closing'"));
  const std::string before = Contents(path_);
  EXPECT_FALSE(Check().well());
  EXPECT_EQ(Contents(path_), before);
  std::vector<std::string> beside;
  for (const auto& entry : fs::directory_iterator(directory_.path())) {
    beside.push_back(entry.path().filename());
  }
  EXPECT_THAT(beside, ::testing::UnorderedElementsAre("schedule.db", "schedule.db-lock"));
}

TEST_F(CheckTest, RemovesWhatAKilledCheckLeft) {
  // No process has the highest number that there can be.
  std::ofstream(path_ + ".check-4194304") << "left";
  Check();
  EXPECT_FALSE(fs::exists(path_ + ".check-4194304"));
}

TEST_F(CheckTest, RefusesWhatIsNoneOfOurs) {
  std::ofstream(path_, std::ios::trunc) << std::string(5000, '#');
  const auto report = RunCheck(path_, [](std::string_view, int64_t) {});
  EXPECT_TRUE(absl::IsFailedPrecondition(report.status())) << report.status();
  EXPECT_TRUE(absl::IsNotFound(
      RunCheck(directory_.File("none.db"), [](std::string_view, int64_t) {}).status()));
}

TEST_F(CheckTest, CountsWhatItDoesNotList) {
  DamageBy(
      Sql("WITH RECURSIVE n(i) AS (SELECT 5000 UNION ALL SELECT i + 1 FROM n LIMIT 300) "
          "INSERT INTO log_part SELECT i, 1, 1, x'' FROM n"));
  const CheckReport report = Check();
  EXPECT_EQ(report.findings.counts().at(storage::Area::kLog), 300);
  EXPECT_EQ(Told(report, storage::Area::kLog).size(), 200u);
  EXPECT_THAT(ToText(report, "schedule.db", 80), HasSubstr("100 of them are not listed"));
}

TEST_F(CheckTest, SaysTheSameWithoutNames) {
  DamageBy(
      Sql("UPDATE resource SET claims = x'' WHERE name = 'events/closing';"
          "UPDATE resource SET body = x'ff' WHERE name = 'organizations/owner';"
          "UPDATE log SET answer = x'ff' WHERE request_id <> ''"));
  const CheckReport report = Check();
  EXPECT_THAT(ToJson(report, "schedule.db"),
              AllOf(HasSubstr("events/closing"), HasSubstr("organizations/owner")));
  const std::string nameless = ToNamelessJson(report);
  EXPECT_THAT(nameless, HasSubstr("\"event "));
  for (const char* secret :
       {"closing", "owner", "opening", "quartet", "leyla", "schedule.db", "house"}) {
    EXPECT_THAT(nameless, Not(HasSubstr(secret)));
  }
}

TEST_F(CheckTest, RepairKeepsWhatWasAndTellsItsRevisions) {
  DamageBy(Sql("UPDATE resource SET claims = x'' WHERE name = 'events/closing'"));
  const std::string before = Contents(path_);
  const CheckReport report = Check();
  const auto done = RunRepair(path_, report, nullptr);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->kept, path_ + ".before-repair");
  EXPECT_EQ(Contents(done->kept).size(), before.size());
  EXPECT_EQ(fs::status(done->kept).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(done->mended, 1);
  // What was due meanwhile comes before.
  EXPECT_GT(done->first_revision, report.counts.newest_revision);
  EXPECT_EQ(done->last_revision, done->first_revision);
  auto connection = Connection::Open(path_, "", Connection::Mode::kReadOnly).value();
  EXPECT_EQ(connection
                ->QueryText("SELECT principal || ' ' || method FROM log ORDER BY revision "
                            "DESC LIMIT 1")
                .value(),
            "system system.Repair");
  connection.reset();
  const auto again = RunRepair(path_, Check(), nullptr);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->kept, path_ + ".before-repair-2");
  EXPECT_EQ(again->mended, 0);
}

TEST_F(CheckTest, RepairsNothingOfAFileThatWasWrittenToSinceItWasChecked) {
  DamageBy(Sql("UPDATE resource SET body = x'00' WHERE name = 'organizations/owner'"));
  const CheckReport report = Check();
  ASSERT_FALSE(report.mending.bodies.empty());
  // What the report would bring back may be older than what a server has written since.
  DamageBy(
      Sql("INSERT INTO log SELECT max(revision) + 1, 5, time, principal, '', method, x'', x'', "
          "x'', x'' FROM log"));
  const auto done = RunRepair(path_, report, nullptr);
  EXPECT_TRUE(absl::IsFailedPrecondition(done.status())) << done.status();
  EXPECT_THAT(std::string(done.status().message()), HasSubstr("since it was checked"));
  auto connection = Connection::Open(path_, "", Connection::Mode::kReadOnly).value();
  EXPECT_EQ(connection
                ->QueryInt("SELECT length(body) FROM resource WHERE name = "
                           "'organizations/owner'")
                .value(),
            1);
}

TEST_F(CheckTest, TellsOfSettingsOnlyWhatNamesNobody) {
  EXPECT_EQ(TellableSettings("data = \"/srv/leyla/schedule.db\"\n"
                             "log-level = \"debug\"   # for Leyla\n"
                             "readers = 4\n"
                             "edge-user = leyla\n"
                             "  # a note about Leyla = 1\n"
                             "listen=127.0.0.1:8750\n"),
            "data = (set)\nlog-level = debug\nreaders = 4\nedge-user = (set)\nlisten = (set)\n");
}

class DamageTest : public CheckTest, public ::testing::WithParamInterface<Damage> {};

TEST_P(DamageTest, IsFoundAndRepairedWhereItCanBe) {
  const Damage& damage = GetParam();
  DamageBy(damage.make);
  if (HasFatalFailure()) return;
  const CheckReport report = Check();
  EXPECT_THAT(Told(report, damage.area), Contains(HasSubstr(damage.problem)))
      << ToText(report, "schedule.db", 0);
  for (const storage::Finding& finding : report.findings.all()) {
    EXPECT_THAT(WithNames(finding), ::testing::EndsWith(".")) << WithNames(finding);
    EXPECT_THAT(finding.advice, ::testing::EndsWith("."));
  }
  if (!damage.repairable) return;
  const auto done = RunRepair(path_, report, nullptr);
  ASSERT_TRUE(done.ok()) << done.status();
  const CheckReport after = Check();
  EXPECT_TRUE(after.well()) << ToText(after, "schedule.db", 0);
}

INSTANTIATE_TEST_SUITE_P(Check, DamageTest, ::testing::ValuesIn(Damages()), [](const auto& one) {
  std::string name = one.param.name;
  for (char& character : name) {
    if (character == ' ') character = '_';
  }
  return name;
});

}  // namespace
}  // namespace taqvim::command
