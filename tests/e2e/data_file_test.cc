// The data file as its operator handles it: made once, by `taqvimd init`, and served
// until somebody lays hands on it.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ReadFile;

constexpr int kDiskFailed = 3;

// What somebody does to a data file, and what the log says of it.
struct Deed {
  const char* name;
  std::function<void(const std::string& data)> act;
  const char* said;
};

const Deed kDeeds[] = {
    {"Deleted", [](auto& data) { fs::remove(data); }, "schedule.db was deleted or moved"},
    {"Truncated", [](auto& data) { fs::resize_file(data, 0); }, "schedule.db was cut short"},
    {"Replaced",
     [](auto& data) {
       fs::copy_file(data, data + ".backup");
       fs::rename(data + ".backup", data);
     },
     "schedule.db was replaced by another file"},
    {"WrittenOver",
     [](auto& data) {
       std::fstream file(data, std::ios::in | std::ios::out | std::ios::binary);
       file.put('S');
     },
     "schedule.db was written by another program"},
    {"WithItsLogCut", [](auto& data) { fs::resize_file(data + "-wal", 0); },
     "schedule.db-wal was cut short"},
    // Memory of the process: who touches what is gone is not the one who says so.
    {"WithItsIndexCut", [](auto& data) { fs::resize_file(data + "-shm", 0); },
     "schedule.db-shm was cut short"},
};

class DataFile : public ::testing::TestWithParam<Deed> {
 protected:
  static absl::Status Book(client::Client& client, int day) {
    return testing::Book(client, absl::StrCat("recital-", day),
                         testing::Concert("Recital", testing::Space("hall"),
                                          absl::StrCat("2036-05-", day, " 18:00"),
                                          absl::StrCat("2036-05-", day, " 20:00")))
        .status();
  }
};

TEST_P(DataFile, UnderARunningServerEndsItLoudlyAndNothingMoreIsAcknowledged) {
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  ASSERT_TRUE(Book(server.client(), 10).ok());
  GetParam().act(server.data_file());
  EXPECT_FALSE(Book(server.client(), 11).ok());
  EXPECT_EQ(server.process().Wait(), kDiskFailed);
  EXPECT_THAT(server.log(), AllOf(HasSubstr("error: The server ends"), HasSubstr(GetParam().said)));
}

TEST_P(DataFile, UnderAnIdleServerEndsItLoudly) {
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  GetParam().act(server.data_file());
  EXPECT_EQ(server.process().Wait(), kDiskFailed);
  EXPECT_THAT(server.log(), HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(Others, DataFile, ::testing::ValuesIn(kDeeds),
                         [](const auto& one) { return one.param.name; });

class Init : public ::testing::Test {
 protected:
  struct Said {
    int code;
    std::string text;
  };
  Said Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), testing::TaqvimdPath());
    const std::string log = dir_.Path("said");
    fs::remove(log);
    testing::Process process(arguments, log);
    const int code = process.Wait();
    return {code, ReadFile(log)};
  }
  Said MakeFile() { return Run({"init", "--data", data_}); }
  Said Serve() { return Run({"--data", data_, "--listen", "127.0.0.1:0"}); }

  testing::TempDir dir_;
  const std::string data_ = dir_.Path("schedule.db");
};

TEST_F(Init, IsWhatTheServerAsksForWhereThereIsNoFile) {
  const Said missing = Serve();
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.text, HasSubstr("taqvimd init --data " + data_));
  EXPECT_FALSE(fs::exists(data_));
  std::ofstream(data_).close();
  const Said empty = Serve();
  EXPECT_EQ(empty.code, 2);
  EXPECT_THAT(empty.text, AllOf(HasSubstr("is empty"), HasSubstr("taqvimd init --data " + data_)));
  EXPECT_EQ(fs::file_size(data_), 0);
}

TEST_F(Init, MakesAFileOnceAndTouchesNoneThatIsThere) {
  const Said made = MakeFile();
  EXPECT_EQ(made.code, 0);
  EXPECT_THAT(made.text, HasSubstr("taqvimd --data " + data_));
  const std::string before = ReadFile(data_);
  EXPECT_FALSE(before.empty());
  const Said again = MakeFile();
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.text, HasSubstr(data_ + " is there already"));
  EXPECT_EQ(ReadFile(data_), before);
}

// While it lives, what this process and its children make may be everybody's.
class NoUmask {
 public:
  NoUmask() : before_(umask(0)) {}
  ~NoUmask() { umask(before_); }

 private:
  const mode_t before_;
};

int ModeOf(const std::string& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return -1;
  return about.st_mode & 0777;
}

TEST(FilesOfAServer, AreItsOwnersAloneWhateverTheUmask) {
  const NoUmask no_umask;
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  for (const char* suffix : {"", "-wal", "-shm", "-lock", ".socket"}) {
    EXPECT_EQ(ModeOf(server.data_file() + suffix), 0600) << suffix;
  }
  EXPECT_THAT(server.log(), ::testing::Not(HasSubstr("Others than its owner")));
}

TEST(FilesOfAServer, ThatOthersCanReadAreWarnedOf) {
  testing::Taqvimd server;
  ASSERT_EQ(server.Stop(), 0);
  chmod(server.data_file().c_str(), 0640);
  chmod((server.data_file() + "-lock").c_str(), 0666);
  server.Start();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_THAT(server.log(), HasSubstr("chmod 600 " + server.data_file() + suffix));
  }
  EXPECT_EQ(ModeOf(server.data_file() + "-lock"), 0600);
}

TEST_F(Init, SaysWhatItNeeds) {
  EXPECT_THAT(Run({"init"}).text, HasSubstr("--data"));
  EXPECT_EQ(Run({"init"}).code, 2);
  EXPECT_EQ(Run({"init", "--dta", data_}).code, 2);
  EXPECT_EQ(Run({"init", "--help"}).code, 0);
  const std::string config = dir_.Path("taqvimd.ini");
  std::ofstream(config) << "data = \"" << data_ << "\"\nlog-level = \"debug\"\n";
  EXPECT_EQ(Run({"init", "--config", config}).code, 0);
  EXPECT_TRUE(fs::exists(data_));
}

}  // namespace
}  // namespace taqvim::e2e
