// taqvimd that cannot start, and that is told to stop. What it cannot serve it
// leaves as it is, byte for byte.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "client/retry.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/certificates.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ReadFile;

constexpr int kCannotStart = 2;

// While it lives, this process and those that it starts have the rights of an
// ordinary user, as the superuser may write what is read-only.
class OrdinaryUser {
 public:
  OrdinaryUser() : superuser_(geteuid() == 0) {
    // The real user too: a program of two users cannot be looked at by the leak
    // sanitizer.
    if (superuser_ && setresuid(65534, 65534, 0) != 0) std::abort();
  }
  ~OrdinaryUser() {
    if (superuser_ && setresuid(0, 0, 0) != 0) std::abort();
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  const bool superuser_;
};

class Start : public ::testing::Test {
 protected:
  Start() {
    std::filesystem::create_directory(dir_.Path("log"));
    chmod(dir_.Path("log").c_str(), 0777);
  }

  // What a start says that must fail.
  std::string Refusal(const std::vector<std::string>& flags) {
    std::vector<std::string> command = {program_};
    command.insert(command.end(), flags.begin(), flags.end());
    const std::string log = dir_.Path("log/refused.log");
    testing::Process process(command, log);
    EXPECT_EQ(process.Wait(), kCannotStart);
    return ReadFile(log);
  }
  std::string RefusalOf(const std::string& data_file) {
    return Refusal({"--data", data_file, "--listen", "127.0.0.1:0"});
  }

  // A data file that nobody has served yet.
  std::string NewDataFile() {
    const std::string path = dir_.Path("new.db");
    testing::MakeDataFile(path);
    return path;
  }

  // A data file that a server made and left.
  std::string OwnDataFile() {
    testing::Taqvimd server;
    testing::EnterLibrary(server.client());
    EXPECT_EQ(server.Stop(), 0);
    const std::string path = dir_.Path("schedule.db");
    testing::CopyDataFile(server.data_file(), path);
    return path;
  }

  // Lets an ordinary user come as far as the folder and the program.
  void OpenToOrdinaryUsers() {
    program_ = dir_.Path("taqvimd");
    std::filesystem::copy_file(testing::TaqvimdPath(), program_);
    chmod(dir_.Path("").c_str(), 0755);
  }

  testing::TempDir dir_;
  std::string program_ = testing::TaqvimdPath();
};

TEST_F(Start, OnAPortInUseSaysWhatToDo) {
  testing::Taqvimd running;
  const std::string said = Refusal({"--data", NewDataFile(), "--listen", running.address()});
  EXPECT_THAT(said, AllOf(HasSubstr(running.address()), HasSubstr("--listen")));
  testing::EnterLibrary(running.client());
}

TEST_F(Start, OnAFolderSaysSo) {
  const std::string path = dir_.Path("schedules");
  std::filesystem::create_directory(path);
  EXPECT_THAT(RefusalOf(path), AllOf(HasSubstr(path + " is a folder"), HasSubstr("name a data")));
  EXPECT_TRUE(std::filesystem::is_empty(path));
}

TEST_F(Start, OnWhatIsNoRegularFileSaysSo) {
  EXPECT_THAT(RefusalOf("/dev/null"), HasSubstr("is no regular file"));
  const std::string path = dir_.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(RefusalOf(path), HasSubstr("is no regular file"));
}

TEST_F(Start, OnAFileThatItMayNotReadSaysSo) {
  const std::string path = OwnDataFile();
  OpenToOrdinaryUsers();
  chmod(dir_.Path("").c_str(), 0777);
  OrdinaryUser user;
  EXPECT_THAT(RefusalOf(path), AllOf(HasSubstr("cannot be read"), HasSubstr("permission")));
}

TEST_F(Start, WithTooFewDescriptorsSaysSo) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers open pipes of their own, and take what they cannot look into "
                  "for damaged";
#endif
  // What this test inherited would be of those few.
  constexpr char kCloseInherited[] = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-";
  const std::string path = NewDataFile();
  for (const int descriptors : {4, 6, 8, 10, 12}) {
    const std::string log = dir_.Path(absl::StrCat("few-", descriptors));
    testing::Process process({"/bin/sh", "-c",
                              absl::StrCat(kCloseInherited, "; ulimit -n ", descriptors, "; exec ",
                                           program_, " --data ", path, " --listen 127.0.0.1:0")},
                             log);
    EXPECT_EQ(process.Wait(), kCannotStart) << descriptors;
    EXPECT_THAT(ReadFile(log),
                AllOf(HasSubstr("taqvimd: "),
                      ::testing::AnyOf(HasSubstr("ulimit -n"), HasSubstr("Too many open files"))))
        << descriptors;
  }
}

// Whatever page it is: it ends with a sentence, or serves what is whole.
TEST_F(Start, OnAFileWithADamagedPageEndsWithASentenceOrServes) {
  const std::string path = dir_.Path("damaged.db"), port = dir_.Path("port");
  const std::string whole = ReadFile(TAQVIM_FILE_OF_VERSION_1);
  int refused = 0;
  for (size_t page = 0; page < whole.size() / 4096; ++page) {
    std::string bytes = whole;
    bytes.replace(page * 4096 + 100, 3900, 3900, static_cast<char>(0x55));
    std::ofstream(path, std::ios::binary) << bytes;
    for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(path + beside);
    std::filesystem::remove(port);
    const std::string log = dir_.Path(absl::StrCat("page-", page));
    testing::Process process(
        {program_, "--data", path, "--listen", "127.0.0.1:0", "--port-file", port}, log);
    while (!process.Ended() && !std::filesystem::exists(port)) {
      absl::SleepFor(absl::Milliseconds(2));
    }
    process.Signal(SIGTERM);
    const int code = process.Wait();
    EXPECT_THAT(code, ::testing::AnyOf(0, kCannotStart, 3)) << page << "\n" << ReadFile(log);
    if (code == 0) continue;
    ++refused;
    EXPECT_THAT(ReadFile(log), HasSubstr("damaged")) << page;
  }
  EXPECT_GT(refused, 3);
}

TEST_F(Start, OnADatabaseOfAnotherProgramLeavesItAsItIs) {
  const std::string path = dir_.Path("albums.db");
  testing::RunSql(path, "PRAGMA application_id = 7; CREATE TABLE album(title TEXT);");
  const std::string before = ReadFile(path);
  EXPECT_THAT(RefusalOf(path),
              AllOf(HasSubstr(path), HasSubstr("another program"), HasSubstr("name another")));
  EXPECT_EQ(ReadFile(path), before);
}

TEST_F(Start, OnAFileThatIsNoDatabaseLeavesItAsItIs) {
  const std::string path = dir_.Path("letter.txt");
  std::ofstream(path) << "Dear colleagues, the hall is yours.";
  EXPECT_THAT(RefusalOf(path), AllOf(HasSubstr(path), HasSubstr("not a database")));
  EXPECT_EQ(ReadFile(path), "Dear colleagues, the hall is yours.");
}

TEST_F(Start, OnAFileOfANewerVersionLeavesItAsItIs) {
  const std::string path = OwnDataFile();
  testing::RunSql(path, "PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE);");
  const std::string before = ReadFile(path);
  EXPECT_THAT(RefusalOf(path), AllOf(HasSubstr("newer version"), HasSubstr("schema 999")));
  EXPECT_EQ(ReadFile(path), before);
}

TEST_F(Start, OnAFileOfAnEarlierVersionBringsItForwardOnce) {
  testing::Taqvimd server;
  ASSERT_EQ(server.Stop(), 0);
  for (const char* beside : {"-wal", "-shm"}) {
    std::filesystem::remove(server.data_file() + beside);
  }
  std::filesystem::copy_file(TAQVIM_FILE_OF_VERSION_1, server.data_file(),
                             std::filesystem::copy_options::overwrite_existing);
  server.Start();
  const std::string told = "What an earlier version derived is brought forward";
  EXPECT_THAT(server.log(), AllOf(HasSubstr(told), ::testing::Not(HasSubstr("error:"))));
  v1::GetOrganizationRequest request;
  request.set_name("organizations/kutubxona");
  const auto answer = server.client().Call<v1::GetOrganizationResponse>(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->organization().title().count("uz-Cyrl"), 1);
  ASSERT_EQ(server.Stop(), 0);
  std::filesystem::remove(server.dir().Path("taqvimd.log"));
  server.Start();
  EXPECT_THAT(server.log(), ::testing::Not(HasSubstr(told)));
}

TEST_F(Start, OnAReadOnlyFileLeavesItAsItIs) {
  const std::string path = OwnDataFile();
  const std::string before = ReadFile(path);
  OpenToOrdinaryUsers();
  chmod(path.c_str(), 0444);
  chmod(dir_.Path("").c_str(), 0777);
  {
    OrdinaryUser user;
    EXPECT_THAT(RefusalOf(path),
                AllOf(HasSubstr(path), HasSubstr("read-only"), HasSubstr("permission")));
  }
  EXPECT_EQ(ReadFile(path), before);
}

TEST_F(Start, InAReadOnlyDirectorySaysWhatToDo) {
  const std::string path = OwnDataFile();
  const std::string before = ReadFile(path);
  OpenToOrdinaryUsers();
  chmod(path.c_str(), 0666);
  {
    OrdinaryUser user;
    EXPECT_THAT(RefusalOf(path),
                AllOf(HasSubstr("directory"), HasSubstr(path), HasSubstr("permission")));
  }
  EXPECT_EQ(ReadFile(path), before);
}

TEST_F(Start, OnTheFileOfARunningServerSaysWhoHasItAndHarmsNothing) {
  testing::Taqvimd running;
  testing::EnterLibrary(running.client());
  const std::string before = ReadFile(running.data_file());
  EXPECT_THAT(RefusalOf(running.data_file()),
              AllOf(HasSubstr("locked by a running server"),
                    HasSubstr(absl::StrCat("process ", running.process().pid())),
                    HasSubstr("stop it first")));
  EXPECT_EQ(ReadFile(running.data_file()), before);
  EXPECT_TRUE(testing::Book(running.client(), "recital",
                            testing::Concert("Recital", testing::Space("hall"), "2036-05-01 18:00",
                                             "2036-05-01 20:00"))
                  .ok());
}

TEST_F(Start, OnTheFileOfARunningServerByAnyOtherNameSaysWhoHasIt) {
  testing::Taqvimd running;
  testing::EnterLibrary(running.client());
  const std::string data = running.data_file();
  const std::string symbolic = running.dir().Path("symbolic.db"), hard = dir_.Path("hard.db");
  std::filesystem::create_symlink(data, symbolic);
  std::filesystem::create_hard_link(data, hard);
  std::filesystem::remove(data + "-lock");
  for (const std::string& name : {symbolic, hard, data}) {
    EXPECT_THAT(RefusalOf(name), AllOf(HasSubstr("locked by a running server"),
                                       HasSubstr(absl::StrCat("process ", running.process().pid())),
                                       HasSubstr("stop it first")));
  }
  EXPECT_TRUE(testing::Book(running.client(), "recital",
                            testing::Concert("Recital", testing::Space("hall"), "2036-05-01 18:00",
                                             "2036-05-01 20:00"))
                  .ok());
}

TEST_F(Start, WithAKeyThatOthersMayReadSaysWhatToRun) {
  const auto pair = testing::Authority("authority").Issue(testing::OfServer());
  const std::string certificate = dir_.Path("server.pem"), key = dir_.Path("server.key");
  testing::ReplaceFile(certificate, pair.certificate);
  testing::ReplaceFile(key, pair.key);
  chmod(key.c_str(), 0644);
  EXPECT_THAT(Refusal({"--data", NewDataFile(), "--listen", "0.0.0.0:0", "--tls-certificate",
                       certificate, "--tls-key", key}),
              HasSubstr("chmod 600 " + key));
}

TEST_F(Start, BeyondLoopbackNeedsTlsAndAnonymousWhoOnlyView) {
  const std::string data = NewDataFile();
  EXPECT_THAT(Refusal({"--data", data, "--listen", "0.0.0.0:0"}),
              AllOf(HasSubstr("loopback only"), HasSubstr("--tls-certificate")));
  EXPECT_THAT(Refusal({"--data", data, "--listen", "0.0.0.0:0", "--plaintext-beyond-loopback",
                       "--anonymous-role", "organizer"}),
              AllOf(HasSubstr("at most be a viewer"), HasSubstr("--anonymous-role")));
}

TEST_F(Start, WhereSomethingElseIsInTheSocketsPlaceLeavesIt) {
  const std::string path = dir_.Path("socket");
  std::ofstream(path) << "a letter";
  EXPECT_THAT(
      Refusal({"--data", NewDataFile(), "--listen", "127.0.0.1:0", "--operator-socket", path}),
      AllOf(HasSubstr(path), HasSubstr("--operator-socket")));
  EXPECT_EQ(ReadFile(path), "a letter");
}

TEST_F(Start, WithAnUnknownFlagSaysWhereAllFlagsAre) {
  EXPECT_THAT(Refusal({"--data", dir_.Path("schedule.db"), "--lisen", "127.0.0.1:0"}),
              AllOf(HasSubstr("--lisen"), HasSubstr("--help")));
  EXPECT_FALSE(std::filesystem::exists(dir_.Path("schedule.db")));
}

TEST_F(Start, WithAnUnknownKeyInItsConfigurationFileIsRefused) {
  const std::string path = dir_.Path("taqvimd.ini");
  std::ofstream(path) << "lisen = \"127.0.0.1:0\"\n";
  EXPECT_THAT(Refusal({"--data", dir_.Path("schedule.db"), "--config", path}), HasSubstr("lisen"));
  EXPECT_FALSE(std::filesystem::exists(dir_.Path("schedule.db")));
}

// Clients that make holds, one after the other, until they are refused.
class HoldMakers {
 public:
  explicit HoldMakers(const std::string& address) : enough_(kMakers) {
    for (int i = 0; i < kMakers; ++i) {
      threads_.emplace_back([this, i, address] { MakeHolds(address, i); });
    }
  }

  // Returns once each has made some.
  void AwaitSome() { enough_.Wait(); }
  // The names of all that were acknowledged; the server must be gone.
  std::set<std::string> Acknowledged() {
    for (std::thread& thread : threads_) thread.join();
    absl::MutexLock lock(&mutex_);
    return acknowledged_;
  }

 private:
  static constexpr int kMakers = 16;
  static constexpr int kSome = 5;

  void MakeHolds(const std::string& address, int maker) {
    const auto client = testing::ConnectOnce(address);
    std::set<std::string> made;
    for (int i = 0;; ++i) {
      const auto hold = testing::Create(
          *client, absl::StrCat("hold-", maker, "-", i),
          testing::Concert("Hold", testing::Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00"));
      if (!hold.ok()) {
        EXPECT_TRUE(client::IsRetryable(hold.status())) << hold.status();
        break;
      }
      made.insert(hold->name());
      if (i == kSome) enough_.DecrementCount();
    }
    absl::MutexLock lock(&mutex_);
    acknowledged_.merge(made);
  }

  absl::BlockingCounter enough_;
  absl::Mutex mutex_;
  std::set<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

TEST(Stop, FinishesTheCallsInFlightAndAnswersThem) {
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  HoldMakers makers(server.address());
  makers.AwaitSome();
  EXPECT_EQ(server.Stop(), 0);
  const std::set<std::string> acknowledged = makers.Acknowledged();
  server.Start();
  // What was not acknowledged was not begun, either.
  std::set<std::string> stored;
  for (const v1::Event& event : testing::ListAll(server.client())) stored.insert(event.name());
  EXPECT_EQ(stored, acknowledged);
}

TEST(Stop, LeavesOneFileWithoutALogBeside) {
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  EXPECT_EQ(server.Stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(server.data_file() + "-wal"));
  EXPECT_EQ(testing::RunSql(server.data_file(), "PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace taqvim::e2e
