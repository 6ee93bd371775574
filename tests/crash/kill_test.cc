// The server is killed while clients write, again and again, and started on the
// same file: nothing acknowledged is lost, nothing is half done.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/crash/ledger.h"
#include "tests/crash/writer.h"
#include "tests/support/bookings.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/taqvimd.h"

namespace taqvim::crash {
namespace {

constexpr int kWriters = 12;

class Kill : public ::testing::Test {
 protected:
  Kill() : seed_(std::random_device()()), random_(seed_) {
    std::printf("seed %u\n", seed_);
    std::vector<std::string> spaces = kHalls;
    spaces.push_back(kStage);
    testing::EnterLibrary(server_.client(), spaces);
  }

  // The moment is random: nothing is waited for.
  void SleepUpTo(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % (milliseconds * 1000)));
  }

  // Lets the writers write, and kills the server in the middle of it.
  std::vector<Write> WriteAndKill() {
    std::vector<std::vector<Write>> written(kWriters);
    std::vector<std::thread> writers;
    absl::Notification begun;
    std::once_flag once;
    for (auto& writes : written) {
      writers.emplace_back([&, seed = random_()] {
        const auto client = testing::ConnectOnce(server_.address());
        writes = WriteUntilLost(*client, numbers_, seed,
                                [&] { std::call_once(once, [&] { begun.Notify(); }); });
      });
    }
    begun.WaitForNotification();
    SleepUpTo(250);
    server_.Kill();
    std::vector<Write> all;
    for (int i = 0; i < kWriters; ++i) {
      writers[i].join();
      std::move(written[i].begin(), written[i].end(), std::back_inserter(all));
    }
    return all;
  }

  // Kills a server that is about to start, so that recovery is interrupted, too.
  void KillWhileStarting() {
    testing::Process starting(
        {testing::TaqvimdPath(), "--data", server_.data_file(), "--listen", "127.0.0.1:0"},
        server_.dir().Path("starting.log"));
    SleepUpTo(40);
  }

  // What SQLite recovers from the file that the dead server left.
  void CheckRemains() {
    const std::string copy = server_.dir().Path("remains.db");
    testing::CopyDataFile(server_.data_file(), copy);
    CheckFile(copy);
  }

  static void CheckFile(const std::string& path) {
    EXPECT_EQ(testing::RunSql(path, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(testing::RunSql(path, "SELECT min(revision), max(revision) - count(*) FROM log"),
              "1|0");
  }

  const unsigned seed_;
  std::mt19937_64 random_;
  testing::Taqvimd server_;
  Numbers numbers_;
  Ledger ledger_;
};

TEST_F(Kill, DuringLoadLosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  const int rounds = testing::Rounds(50, 8);
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(absl::StrCat("seed ", seed_, ", kill ", round));
    ledger_.Add(WriteAndKill());
    if (round % 5 == 4) KillWhileStarting();
    CheckRemains();
    server_.Start();
    ledger_.CheckSchedule(server_.client());
    ledger_.RetryUnknown(server_.client());
    ledger_.CheckSchedule(server_.client());
  }
  EXPECT_EQ(server_.Stop(), 0);
  CheckFile(server_.data_file());
  EXPECT_EQ(testing::RunSql(server_.data_file(),
                            "SELECT count(*) FROM log WHERE method LIKE '%EventService%'"),
            absl::StrCat(ledger_.acknowledged()));
  std::printf("%d kills, %d writes acknowledged; of those in flight %d were there, %d were not\n",
              rounds, ledger_.acknowledged(), ledger_.found(), ledger_.lost());
}

}  // namespace
}  // namespace taqvim::crash
