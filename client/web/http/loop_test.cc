#include "client/web/http/loop.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"

namespace taqvim::web {
namespace {

TEST(Loop, RunsWhatIsPostedInItsOrderOnOneThread) {
  std::vector<int> order;
  std::thread::id thread;
  {
    Loop loop;
    for (int i = 0; i < 100; ++i) {
      loop.Post([&, i] {
        if (i == 0) thread = std::this_thread::get_id();
        EXPECT_EQ(std::this_thread::get_id(), thread);
        order.push_back(i);
      });
    }
  }
  ASSERT_EQ(order.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[i], i);
}

// A reply that is begun on the loop, and written to from elsewhere, is begun first.
TEST(Loop, KeepsTheOrderOfItsOwnThreadAndAnother) {
  std::vector<int> order;
  {
    Loop loop;
    loop.Post([&] {
      loop.Post([&] { order.push_back(1); });
      std::thread([&] { loop.Post([&] { order.push_back(2); }); }).join();
    });
  }
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Loop, GivesATaskBackThatComesTooLate) {
  Loop loop;
  loop.End();
  bool run = false;
  absl::AnyInvocable<void()> task = loop.Post([&] { run = true; });
  ASSERT_TRUE(task != nullptr);
  EXPECT_FALSE(run);
  task();
  EXPECT_TRUE(run);
}

TEST(Loop, RunsOrRefusesEachTaskThatIsPostedWhileItEnds) {
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> run = 0, posted = 0;
    Loop loop;
    std::thread poster([&] {
      while (loop.Post([&] { ++run; }) == nullptr) ++posted;
    });
    loop.End();
    poster.join();
    EXPECT_EQ(run, posted);
  }
}

TEST(Timer, CallsBackOnceUnlessItIsStoppedOrStartedAnew) {
  std::vector<int> called;
  absl::Notification done;
  Loop loop;
  std::optional<Timer> stopped, again, last;
  loop.Post([&] {
    stopped.emplace(loop);
    again.emplace(loop);
    last.emplace(loop);
    stopped->Start(absl::ZeroDuration(), [&] { called.push_back(1); });
    stopped->Stop();
    again->Start(absl::ZeroDuration(), [&] { called.push_back(2); });
    again->Start(absl::ZeroDuration(), [&] { called.push_back(3); });
    // Due after those above.
    last->Start(absl::Milliseconds(1),
                [&] { last->Start(absl::Milliseconds(1), [&] { done.Notify(); }); });
  });
  done.WaitForNotification();
  loop.End();
  EXPECT_EQ(called, std::vector<int>{3});
}

TEST(Timer, TakesTimesThatNoClockCounts) {
  Loop loop;
  loop.Post([&] {
    Timer timer(loop);
    timer.Start(absl::InfiniteDuration(), [] { FAIL(); });
  });
}

class DescriptorTest : public ::testing::Test {
 protected:
  DescriptorTest() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_); }
  ~DescriptorTest() override { close(ends_[1]); }

  int ends_[2];
};

TEST_F(DescriptorTest, IsReadableWhenSomethingHasCome) {
  Loop loop;
  Descriptor descriptor(loop, ends_[0]);
  absl::Notification done;
  loop.Post([&] {
    descriptor.AwaitReadable([&](bool open) {
      EXPECT_TRUE(open);
      char bytes[8];
      EXPECT_EQ(descriptor.Receive(bytes, sizeof(bytes)), 5);
      done.Notify();
    });
  });
  ASSERT_EQ(write(ends_[1], "hello", 5), 5);
  done.WaitForNotification();
  loop.Post([&] { descriptor.Close(); });
  loop.End();
}

// What came before is waited for no less.
TEST_F(DescriptorTest, IsReadableWhileSomethingIsLeft) {
  Loop loop;
  Descriptor descriptor(loop, ends_[0]);
  ASSERT_EQ(write(ends_[1], "hello", 5), 5);
  for (int i = 0; i < 5; ++i) {
    absl::Notification done;
    loop.Post([&] {
      descriptor.AwaitReadable([&](bool) {
        char byte;
        EXPECT_EQ(descriptor.Receive(&byte, 1), 1);
        done.Notify();
      });
    });
    done.WaitForNotification();
  }
  loop.Post([&] { descriptor.Close(); });
  loop.End();
}

TEST_F(DescriptorTest, TellsWhoWaitsThatItIsClosed) {
  Loop loop;
  Descriptor descriptor(loop, ends_[0]);
  std::atomic<int> told = 0;
  loop.Post([&] {
    descriptor.AwaitReadable([&](bool open) { told += open ? 0 : 1; });
    descriptor.Close();
    EXPECT_EQ(told, 0);
    descriptor.AwaitWritable([&](bool open) { told += open ? 0 : 1; });
    descriptor.Close();
  });
  loop.End();
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace taqvim::web
