// That one server has a data file, by whatever name others come.
#include "storage/sqlite/file/data_lock.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::HasSubstr;

// Whether another process finds the file locked by us, and in use by our SQLite.
bool KeepsOthersOut(const std::string& path) {
  const pid_t self = getpid();
  const char* name = path.c_str();
  const pid_t child = fork();
  if (child == 0) {
    const int descriptor = open(name, O_RDWR);
    const bool locked = flock(descriptor, LOCK_EX | LOCK_NB) != 0;
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512, .l_pid = 0};
    const bool asked = fcntl(descriptor, F_GETLK, &lock) == 0;
    _exit(locked && asked && lock.l_type != F_UNLCK && lock.l_pid == self ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// A process that has a store open until it is killed.
class OtherServer {
 public:
  explicit OtherServer(const std::string& path) {
    int pipes[2];
    EXPECT_EQ(pipe(pipes), 0);
    process_ = fork();
    if (process_ == 0) {
      auto store = OpenManualSqliteStore({.path = path, .create = true});
      if (store.ok() && write(pipes[1], "x", 1) == 1) pause();
      _exit(1);
    }
    char ready;
    EXPECT_EQ(read(pipes[0], &ready, 1), 1);
    close(pipes[0]);
    close(pipes[1]);
  }
  ~OtherServer() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }

  std::string process() const { return std::to_string(process_); }

 private:
  pid_t process_ = 0;
};

class DataLockTest : public ::testing::Test {
 protected:
  static absl::Status Open(const std::string& path) {
    return OpenManualSqliteStore({.path = path}).status();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  const std::string link_ = directory_.File("link.db");
};

TEST_F(DataLockTest, KeepsOutWhoComesThroughASymbolicLink) {
  OtherServer other(path_);
  std::filesystem::create_symlink(path_, link_);
  std::filesystem::remove(path_ + "-lock");
  EXPECT_THAT(std::string(Open(link_).message()),
              HasSubstr("running server (process " + other.process() + ")"));
}

TEST_F(DataLockTest, KeepsOutWhoComesThroughAHardLink) {
  OtherServer other(path_);
  std::filesystem::create_hard_link(path_, link_);
  EXPECT_THAT(std::string(Open(link_).message()),
              HasSubstr("running server (process " + other.process() + ")"));
}

TEST_F(DataLockTest, KeepsOthersOutWhoseLockFileWasRemoved) {
  OtherServer other(path_);
  std::filesystem::remove(path_ + "-lock");
  EXPECT_THAT(std::string(Open(path_).message()),
              HasSubstr("running server (process " + other.process() + ")"));
}

TEST_F(DataLockTest, TakesTheLockFilesThatServersOfEarlierVersionsLookAt) {
  { OtherServer other(path_); }
  std::filesystem::create_symlink(path_, link_);
  auto store = OpenManualSqliteStore({.path = link_});
  ASSERT_TRUE(store.ok()) << store.status();
  for (const std::string& name : {path_, link_}) {
    EXPECT_EQ(LockFile::Acquire(name).status().code(), absl::StatusCode::kFailedPrecondition)
        << name;
  }
}

TEST_F(DataLockTest, KeepsOutAServerOfAnEarlierVersionThatHasOnlyTheLockFile) {
  { OtherServer other(path_); }
  auto lock_file = LockFile::Acquire(path_);
  ASSERT_TRUE(lock_file.ok());
  EXPECT_EQ(Open(path_).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DataLockTest, RefusesAFileOfTwoNames) {
  { OtherServer other(path_); }
  std::filesystem::create_hard_link(path_, link_);
  EXPECT_THAT(std::string(Open(link_).message()), HasSubstr("2 names (hard links)"));
  std::filesystem::remove(link_);
  EXPECT_TRUE(Open(path_).ok());
}

TEST_F(DataLockTest, FollowsNoLinkInThePlaceOfItsLockFile) {
  std::ofstream(directory_.File("letter")) << "Dear colleagues";
  std::filesystem::create_symlink(directory_.File("letter"), path_ + "-lock");
  EXPECT_FALSE(OpenManualSqliteStore({.path = path_, .create = true}).ok());
  EXPECT_EQ(std::filesystem::file_size(directory_.File("letter")), 15);
}

// As many as in some minutes in which the files are looked at before every answer,
// and in which this process itself is asked to open the file again.
TEST_F(DataLockTest, LastsHoweverOftenTheFilesAreLookedAt) {
  auto store = OpenManualSqliteStore({.path = path_, .create = true, .checkpoint_pages = 20});
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_TRUE(KeepsOthersOut(path_));
  std::filesystem::create_hard_link(path_, link_);
  for (int i = 0; i < 500; ++i) {
    const WriteOutcome outcome = WriteAndWait(**store, {}, [i](Transaction& t) {
      Mutation mutation;
      mutation.puts.push_back({t.NewId(), Kind::kEvent, "events/" + std::to_string(i)});
      EXPECT_TRUE(t.Apply(mutation).ok());
      return "";
    });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    if (i % 50 != 0) continue;
    EXPECT_EQ(Open(path_).code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(Open(link_).code(), absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_TRUE(KeepsOthersOut(path_));
}

}  // namespace
}  // namespace taqvim::storage::testing
