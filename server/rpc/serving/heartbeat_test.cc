#include "server/rpc/serving/heartbeat.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"
#include "server/rpc/serving/system_calls.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::rpc {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(1);

// With one thread that reads, so that one read holds up all others.
class HeartbeatTest : public ::testing::Test {
 protected:
  HeartbeatTest() {
    store_ =
        *storage::OpenSqliteStore({.path = directory_.File("data"), .create = true, .readers = 1});
  }

  void Write() {
    const auto written = WriteAsSystem(*store_, "system.Test", [](storage::Transaction&) {
      return absl::StatusOr<std::string>("");
    });
    EXPECT_TRUE(written.ok()) << written.status();
  }

  const storage::testing::TemporaryDirectory directory_;
  std::unique_ptr<storage::Store> store_;
};

TEST_F(HeartbeatTest, BeatsWhileTheStoreAnswers) {
  constexpr int kBeats = 5;
  absl::Notification enough;
  std::atomic<int> beats = 0;
  const Heartbeat heartbeat(*store_, kInterval, [&] {
    if (++beats == kBeats) enough.Notify();
  });
  enough.WaitForNotification();
}

TEST_F(HeartbeatTest, IsSilentWhileTheStoreDoesNotAnswer) {
  absl::Notification held, go_on, beat_again;
  store_->Read(
      {},
      [&](storage::Snapshot&) {
        held.Notify();
        go_on.WaitForNotification();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  held.WaitForNotification();
  std::atomic<int> beats = 0;
  const Heartbeat heartbeat(*store_, kInterval, [&] {
    if (++beats == 1) beat_again.Notify();
  });
  // Each of them is on disk, which takes many intervals.
  for (int i = 0; i < 20; ++i) Write();
  EXPECT_EQ(beats, 0);
  go_on.Notify();
  beat_again.WaitForNotification();
}

TEST_F(HeartbeatTest, EndsWithoutWaitingForItsInterval) {
  std::atomic<int> beats = 0;
  {
    const Heartbeat heartbeat(*store_, absl::InfiniteDuration(), [&] { ++beats; });
  }
  EXPECT_EQ(beats, 0);
}

}  // namespace
}  // namespace taqvim::rpc
