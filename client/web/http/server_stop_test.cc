// How the server ends: what is under way is finished, and nothing new begun.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "client/web/http/server.h"
#include "client/web/http/testing/raw_client.h"
#include "client/web/http/testing/test_server.h"

namespace taqvim::web {
namespace {

using testing::Get;
using testing::RawClient;
using testing::RawResponse;
using testing::StartServer;

class StopTest : public ::testing::Test {
 protected:
  // Holds the replies of all requests but those of `/now`.
  Handler Hold() {
    return [this](const Request& request, std::shared_ptr<Reply> reply) {
      if (request.path == "/now") return reply->Send(TextResponse(200, "now"));
      const absl::MutexLock lock(&mutex_);
      held_.push_back(std::move(reply));
    };
  }
  std::vector<std::shared_ptr<Reply>> Await(size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto have_come = [&] { return held_.size() >= count; };
    mutex_.Await(absl::Condition(&have_come));
    return std::exchange(held_, {});
  }

  absl::Mutex mutex_;
  std::vector<std::shared_ptr<Reply>> held_;
};

TEST_F(StopTest, ClosesConnectionsThatWait) {
  const auto server = StartServer({}, Hold());
  RawClient fresh(server->address()), idle(server->address()), half(server->address());
  idle.Send(Get("/now"));
  EXPECT_EQ(idle.Receive().status, 200);
  half.Send("GET / HTTP/1.1\r\n");
  server->Stop(absl::InfiniteFuture());
  EXPECT_TRUE(fresh.IsClosed());
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_TRUE(half.IsClosed());
  EXPECT_FALSE(RawClient(server->address()).is_connected());
}

TEST_F(StopTest, FinishesWhatIsUnderWayAndBeginsNothing) {
  const auto server = StartServer({}, Hold());
  RawClient client(server->address()), idle(server->address());
  idle.Send(Get("/now"));
  EXPECT_EQ(idle.Receive().status, 200);
  client.Send(Get("/") + Get("/now"));
  const auto held = Await(1);
  std::thread stopping([&] { server->Stop(absl::InfiniteFuture()); });
  // By then it is stopping.
  EXPECT_TRUE(idle.IsClosed());
  held[0]->Send(TextResponse(200, "finished"));
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.body, "finished\n");
  EXPECT_EQ(client.ReceiveRest(), "");
  client.Close();
  stopping.join();
}

TEST_F(StopTest, FinishesStreams) {
  const auto server = StartServer({}, Hold());
  RawClient client(server->address()), idle(server->address());
  idle.Send(Get("/now"));
  EXPECT_EQ(idle.Receive().status, 200);
  client.Send(Get("/"));
  const auto held = Await(1);
  held[0]->Begin(200, {});
  std::thread stopping([&] { server->Stop(absl::InfiniteFuture()); });
  EXPECT_TRUE(idle.IsClosed());
  absl::Notification written;
  held[0]->Write("the last", [&](bool still_there) {
    EXPECT_TRUE(still_there);
    written.Notify();
  });
  written.WaitForNotification();
  held[0]->End();
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.body, "the last");
  EXPECT_TRUE(response.is_complete);
  EXPECT_EQ(client.ReceiveRest(), "");
  client.Close();
  stopping.join();
}

TEST_F(StopTest, BreaksOffWhatIsLeftAtItsDeadline) {
  const auto server = StartServer({}, Hold());
  RawClient waiting(server->address()), stream(server->address());
  waiting.Send(Get("/"));
  stream.Send(Get("/"));
  const auto held = Await(2);
  std::atomic<int> gone = 0;
  for (const auto& reply : held) reply->OnGone([&] { ++gone; });
  held[0]->Begin(200, {});
  server->Stop(absl::InfinitePast());
  EXPECT_EQ(gone, 2);
  EXPECT_EQ(server->connections(), 0);
  EXPECT_FALSE(waiting.Receive().is_complete);
  EXPECT_FALSE(stream.Receive().is_complete);
}

TEST_F(StopTest, IsWellWhileManyCallAndGo) {
  for (int round = 0; round < 5; ++round) {
    auto server = StartServer({}, [](const Request&, const std::shared_ptr<Reply>& reply) {
      reply->Send(TextResponse(200, "here"));
    });
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, address = server->address()] {
        for (;;) {
          RawClient client(address);
          if (!client.is_connected() || !client.Send(Get("/"))) return;
          if (client.Receive().status != 200) return;
          ++answered;
        }
      });
    }
    while (answered < 20) std::this_thread::yield();
    server->Stop(absl::InfiniteFuture());
    server.reset();
    for (std::thread& thread : threads) thread.join();
  }
}

TEST_F(StopTest, MayBeAskedForTwice) {
  const auto server = StartServer({}, Hold());
  server->Stop(absl::InfiniteFuture());
  server->Stop(absl::InfiniteFuture());
}

}  // namespace
}  // namespace taqvim::web
