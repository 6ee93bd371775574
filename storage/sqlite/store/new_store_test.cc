#include "storage/sqlite/store/new_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "storage/sqlite/file/lock_file.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class NewStore : public ::testing::Test {
 protected:
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
};

TEST_F(NewStore, IsMadeAndOpened) {
  ASSERT_TRUE(MakeSqliteStore(path_).ok());
  EXPECT_THAT(Files(), UnorderedElementsAre("taqvim.db", "taqvim.db-lock"));
  EXPECT_TRUE(OpenSqliteStore({.path = path_}).ok());
}

TEST_F(NewStore, IsNotMadeByOpening) {
  absl::Status status = OpenSqliteStore({.path = path_}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("taqvimd init --data " + path_));
  EXPECT_THAT(Files(), UnorderedElementsAre());
  std::ofstream(path_).close();
  status = OpenSqliteStore({.path = path_}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("empty"));
  EXPECT_EQ(fs::file_size(path_), 0);
}

TEST_F(NewStore, IsNotMadeWhereAFileIsOrWhatBelongsToOne) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::ofstream(path_ + suffix) << "kept";
    const absl::Status status = MakeSqliteStore(path_);
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_ + suffix + " is there"));
    EXPECT_EQ(fs::file_size(path_ + suffix), 4);
    EXPECT_EQ(Files().size(), 1u);
    fs::remove(path_ + suffix);
  }
  const auto says = [&](const char* what) {
    const absl::Status status = MakeSqliteStore(path_);
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
    fs::remove(path_);
  };
  fs::create_symlink(directory_.File("nowhere"), path_);
  says("leads nowhere");
  fs::create_directory(path_);
  says("is a folder");
  std::ofstream(path_).close();
  says("is empty");
}

TEST_F(NewStore, IsNotMadeWhereAServerHoldsTheLockAndIsWhereNobodyDoes) {
  auto lock = LockFile::Acquire(path_);
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(MakeSqliteStore(path_).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(path_));
  lock->reset();
  ASSERT_TRUE(fs::exists(path_ + "-lock"));
  EXPECT_TRUE(MakeSqliteStore(path_).ok());
}

TEST_F(NewStore, IsMadeWhereAnAttemptWasInterrupted) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::ofstream(path_ + "-new" + suffix) << "half a store";
  }
  ASSERT_TRUE(MakeSqliteStore(path_).ok());
  EXPECT_THAT(Files(), UnorderedElementsAre("taqvim.db", "taqvim.db-lock"));
}

TEST_F(NewStore, InAMissingDirectoryIsRefused) {
  const absl::Status status = MakeSqliteStore(directory_.File("none/taqvim.db"));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
}

TEST_F(NewStore, WhoseFileIsGoneButNotItsLogIsNotTakenForAbsent) {
  std::ofstream(path_ + "-wal") << "what was written last";
  const absl::Status status = OpenSqliteStore({.path = path_}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(path_ + "-wal"));
}

}  // namespace
}  // namespace taqvim::storage::testing
