// Which files a store opens, which it refuses, and that it leaves those alone.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/data_file.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::HasSubstr;

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Acts as a user without the superuser's rights, who may write anywhere.
class OrdinaryUser {
 public:
  OrdinaryUser() : user_(geteuid()) { Become(65534); }
  ~OrdinaryUser() { Become(0); }

 private:
  void Become(uid_t user) {
    if (user_ == 0) {
      EXPECT_EQ(seteuid(user), 0);
    }
  }
  const uid_t user_;
};

class SqliteFile : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open() {
    return OpenSqliteStore({.path = path_, .create = true});
  }
  // What refuses the file. Expects that it is left as it was.
  absl::Status Refusal() {
    const std::string before = Contents(path_);
    const std::string log_before = Contents(path_ + "-wal");
    absl::Status status = Open().status();
    EXPECT_EQ(Contents(path_), before);
    EXPECT_EQ(Contents(path_ + "-wal"), log_before);
    return status;
  }
  std::unique_ptr<Connection> Sqlite() {
    return Connection::Open(path_, "", Connection::Mode::kReadWrite).value();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
};

TEST_F(SqliteFile, IsMadeWithItsIdentityAndSettings) {
  ASSERT_TRUE(Open().ok());
  auto connection = Sqlite();
  EXPECT_EQ(connection->QueryInt("PRAGMA application_id").value(), kApplicationId);
  EXPECT_EQ(connection->QueryInt("PRAGMA user_version").value(), kSchemaVersion);
  EXPECT_EQ(connection->QueryInt("PRAGMA auto_vacuum").value(), 2);
  EXPECT_EQ(connection->QueryText("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(connection->QueryInt("PRAGMA foreign_keys").value(), 1);
  EXPECT_EQ(connection->QueryInt("PRAGMA trusted_schema").value(), 0);
}

TEST_F(SqliteFile, MayBeEmptyAtFirst) {
  std::ofstream file(path_);
  EXPECT_TRUE(Open().ok());
}

TEST_F(SqliteFile, OfAnotherProgramIsRefusedUntouched) {
  ASSERT_TRUE(Sqlite()->Execute("CREATE TABLE notes(text)").ok());
  absl::Status status = Refusal();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("belongs to another program"));
}

TEST_F(SqliteFile, OfANewerVersionIsRefusedUntouched) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(Sqlite()->Execute("PRAGMA user_version = 999").ok());
  absl::Status status = Refusal();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer version"));
}

TEST_F(SqliteFile, WhoseNewerVersionIsOnlyInTheWriteAheadLogIsRefusedUntouched) {
  ASSERT_TRUE(Open().ok());
  // Never checkpointed: a crashed newer server leaves such a file.
  auto newer = Sqlite();
  ASSERT_TRUE(newer->Execute("PRAGMA user_version = 999").ok());
  newer.reset();
  ASSERT_GT(std::filesystem::file_size(path_ + "-wal"), 0);
  absl::Status status = Refusal();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer version"));
}

TEST_F(SqliteFile, ThatIsNoDatabaseIsRefusedUntouched) {
  std::ofstream(path_) << "title: Days of culture\n" << std::string(2000, '#');
  absl::Status status = Refusal();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not a database"));
}

TEST_F(SqliteFile, LockedByARunningServerIsRefusedWithItsProcess) {
  auto running = Open();
  ASSERT_TRUE(running.ok());
  absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("running server (process " + std::to_string(getpid()) + ")"));
  running->reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(SqliteFile, LockedByAnotherProcessIsFreeWhenThatIsKilled) {
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = OpenManualSqliteStore({.path = path_, .create = true});
    if (store.ok() && write(pipes[1], "x", 1) == 1) pause();
    _exit(1);
  }
  char ready;
  ASSERT_EQ(read(pipes[0], &ready, 1), 1);
  EXPECT_THAT(std::string(Open().status().message()), HasSubstr(std::to_string(child)));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(Open().ok());
}

TEST_F(SqliteFile, InAMissingDirectoryIsRefused) {
  absl::Status status =
      OpenSqliteStore({.path = directory_.File("none/taqvim.db"), .create = true}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("does not exist"));
}

TEST_F(SqliteFile, ThatIsReadOnlyIsRefused) {
  ASSERT_TRUE(Open().ok());
  chmod(directory_.path().c_str(), 0777);
  chmod(path_.c_str(), 0444);
  std::filesystem::remove(path_ + "-lock");
  OrdinaryUser user;
  absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("read-only"));
}

TEST_F(SqliteFile, InAReadOnlyDirectoryIsRefused) {
  chmod(directory_.path().c_str(), 0555);
  OrdinaryUser user;
  absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("directory"));
}

TEST_F(SqliteFile, OfAnUnknownFileLayerIsRefused) {
  EXPECT_EQ(OpenSqliteStore({.path = path_, .vfs = "none"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SqliteFile, ThatIsDamagedIsReportedAsSuch) {
  ASSERT_TRUE(Open().ok());
  std::filesystem::resize_file(path_, 4096 + 100);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteFile, KeepsItsWriteAheadLogShort) {
  auto store = OpenManualSqliteStore(
      {.path = path_, .create = true, .checkpoint_pages = 20, .wal_limit_pages = 200});
  ASSERT_TRUE(store.ok());
  for (int i = 0; i < 200; ++i) {
    WriteOutcome outcome = WriteAndWait(**store, {}, [&](Transaction& t) {
      Mutation mutation;
      mutation.puts.push_back(
          {t.NewId(), Kind::kEvent, "events/" + std::to_string(i), std::string(20000, 'x')});
      EXPECT_TRUE(t.Apply(mutation).ok());
      return "";
    });
    ASSERT_TRUE(outcome.status.ok());
  }
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 200 * 4200);
  store->reset();
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal")) << "closing empties the log";
}

TEST_F(SqliteFile, WhoseLogWasTrimmedHasHistoriesThatSaySo) {
  {
    auto store = *Open();
    auto put = [&](const std::string& body) {
      return [body](Transaction& t) -> absl::StatusOr<std::string> {
        auto found = t.Find(Kind::kVenue, "venues/a");
        if (!found.ok()) return found.status();
        const ResourceId id = *found == nullptr ? t.NewId() : (*found)->id;
        Mutation mutation;
        mutation.puts.push_back({.id = id, .kind = Kind::kVenue, .name = "venues/a", .body = body});
        return t.Apply(std::move(mutation)).ok() ? "put" : "refused";
      };
    };
    for (std::string body : {"1", "2", "3"}) WriteAndWait(*store, {}, put(body));
  }
  ASSERT_TRUE(Sqlite()->Execute("DELETE FROM log WHERE revision < 3").ok());
  auto store = *Open();
  HistoryPage page;
  ASSERT_TRUE(ReadAndWait(*store, {}, [&](Snapshot& snapshot) {
                page = snapshot.History({.kind = Kind::kVenue, .name = "venues/a"}).value();
                return absl::OkStatus();
              }).ok());
  ASSERT_EQ(page.entries.size(), 1u);
  EXPECT_EQ(page.entries[0].changes[0].before, "2");
  EXPECT_TRUE(page.trimmed);
  EXPECT_EQ(page.next, 0);
}

}  // namespace
}  // namespace taqvim::storage::testing
