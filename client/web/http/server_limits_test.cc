// What one caller may take, and for how long; and what that leaves to others. Limits of time
// are so short that they pass at once, or so long that they never do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "client/web/http/server.h"
#include "client/web/http/testing/raw_client.h"
#include "client/web/http/testing/test_server.h"
#include "server/process/accepting.h"

namespace taqvim::web {
namespace {

using testing::Get;
using ::testing::HasSubstr;
using testing::RawClient;
using testing::RawResponse;
using testing::StartServer;

constexpr absl::Duration kAtOnce = absl::Milliseconds(20);

void Hello(const Request&, const std::shared_ptr<Reply>& reply) {
  reply->Send(TextResponse(200, "hello"));
}

HttpServer::Options With(const HttpLimits& limits) {
  HttpServer::Options options;
  options.limits = limits;
  return options;
}

// Whether it gets no answer, but is closed at once.
bool IsTurnedAway(RawClient& client) {
  client.Send(Get("/"));
  return client.Receive().status == 0;
}

TEST(Limits, OfTheTimeOfAHead) {
  const auto server = StartServer(With({.head_time = kAtOnce}), Hello);
  RawClient client(server->address());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\n");
  EXPECT_EQ(client.Receive().status, 408);
  EXPECT_EQ(client.ReceiveRest(), "");
}

// A byte now and then gains no time (slowloris): the clock runs from the first one.
TEST(Limits, OfTheTimeOfAHeadAreNotMovedByMoreOfIt) {
  const auto server = StartServer(With({.head_bytes = 1 << 30, .head_time = kAtOnce}), Hello);
  RawClient client(server->address());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  while (!client.HasMore()) client.Send("x");
  EXPECT_EQ(client.Receive().status, 408);
}

TEST(Limits, OfTheTimeOfAHeadCloseInSilenceWhereNothingCame) {
  const auto server = StartServer(With({.head_time = kAtOnce}), Hello);
  RawClient client(server->address());
  EXPECT_TRUE(client.IsClosed());
}

TEST(Limits, OfTheTimeOfABody) {
  const auto server = StartServer(With({.body_time = kAtOnce}), Hello);
  RawClient client(server->address());
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_EQ(client.Receive().status, 408);
  EXPECT_EQ(client.ReceiveRest(), "");
}

TEST(Limits, OfTheTimeBetweenRequests) {
  const auto server = StartServer(With({.idle_time = kAtOnce}), Hello);
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.Receive().status, 200);
  EXPECT_TRUE(client.IsClosed());
}

// The times are those of reading: a handler may take as long as it likes.
TEST(Limits, OfTimeDoNotHoldForHandlers) {
  absl::Notification timed_out;
  absl::Mutex mutex;
  std::shared_ptr<Reply> held;
  const auto server = StartServer(With({.head_time = kAtOnce, .idle_time = kAtOnce}),
                                  [&](const Request&, std::shared_ptr<Reply> reply) {
                                    const absl::MutexLock lock(&mutex);
                                    held = std::move(reply);
                                  });
  RawClient client(server->address());
  client.Send(Get("/"));
  // By the time that another one has passed its limits, so has this one.
  RawClient other(server->address());
  EXPECT_TRUE(other.IsClosed());
  const absl::MutexLock lock(&mutex);
  const auto has_come = [&] { return held != nullptr; };
  mutex.Await(absl::Condition(&has_come));
  held->Send(TextResponse(200, "at last"));
  EXPECT_EQ(client.Receive().body, "at last\n");
}

TEST(Limits, OfRequestsOnAConnection) {
  const auto server = StartServer(With({.requests_on_a_connection = 3}), Hello);
  RawClient client(server->address());
  client.Send(Get("/") + Get("/") + Get("/") + Get("/"));
  EXPECT_EQ(client.Receive().headers.Find("Connection"), "keep-alive");
  EXPECT_EQ(client.Receive().headers.Find("Connection"), "keep-alive");
  EXPECT_EQ(client.Receive().headers.Find("Connection"), "close");
  EXPECT_EQ(client.ReceiveRest(), "");
}

TEST(Limits, OfConnectionsInAll) {
  const auto server = StartServer(With({.connections = 2}), Hello);
  RawClient one(server->address()), two(server->address());
  for (RawClient* client : {&one, &two}) {
    client->Send(Get("/"));
    EXPECT_EQ(client->Receive().status, 200);
  }
  RawClient three(server->address());
  EXPECT_TRUE(IsTurnedAway(three));
  EXPECT_EQ(server->connections(), 2);
}

TEST(Limits, OfConnectionsOfAnAddressLeaveOthersTheirs) {
  const auto server = StartServer(With({.at_once_of_an_address = 2}), Hello);
  std::vector<RawClient> taken;
  for (int i = 0; i < 2; ++i) {
    taken.emplace_back(server->address());
    taken.back().Send(Get("/"));
    EXPECT_EQ(taken.back().Receive().status, 200);
  }
  RawClient beyond(server->address());
  EXPECT_TRUE(IsTurnedAway(beyond));
  RawClient other(server->address(), "127.0.0.2");
  other.Send(Get("/"));
  EXPECT_EQ(other.Receive().status, 200);
}

// Some are left to files, and to the client of taqvimd.
TEST(Limits, OfConnectionsLeaveDescriptorsToOthers) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = 64;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const auto server = StartServer({}, Hello);
  // For the clients, which are of the same process.
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  std::vector<RawClient> clients;
  for (int i = 0; i < 32; ++i) {
    clients.emplace_back(server->address());
    clients.back().Send(Get("/"));
    EXPECT_EQ(clients.back().Receive().status, 200);
  }
  RawClient beyond(server->address());
  EXPECT_TRUE(IsTurnedAway(beyond));
}

// A place is free again when a connection has been closed.
TEST(Limits, OfConnectionsCountThoseThatAreOpen) {
  const auto server = StartServer(With({.connections = 2, .at_once_of_an_address = 2}), Hello);
  for (int i = 0; i < 50; ++i) {
    // The server closes last, so that it has forgotten the connection by then.
    RawClient client(server->address());
    client.Send(Get("/", "Connection: close\r\n"));
    const RawResponse response = client.Receive();
    if (response.status == 0) {
      // One before is still being closed.
      --i;
      continue;
    }
    EXPECT_EQ(response.status, 200);
  }
}

TEST(Limits, OfRequestsInATime) {
  absl::Mutex mutex;
  absl::Time now = absl::UnixEpoch();
  HttpServer::Options options = With({.requests_a_second = 0.5, .requests_in_a_burst = 3});
  options.clock = [&] {
    const absl::MutexLock lock(&mutex);
    return now;
  };
  const auto server = StartServer(std::move(options), Hello);
  RawClient client(server->address());
  const auto ask = [&](const std::string& request) {
    client.Send(request);
    return client.Receive();
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(Get("/")).status, 200);
  const RawResponse refused = ask(Get("/"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.Find("Retry-After"), "2");
  // The connection stays; another one of the same address gains nothing.
  EXPECT_EQ(refused.headers.Find("Connection"), "keep-alive");
  RawClient again(server->address());
  again.Send(Get("/"));
  EXPECT_EQ(again.Receive().status, 429);
  RawClient other(server->address(), "127.0.0.2");
  other.Send(Get("/"));
  EXPECT_EQ(other.Receive().status, 200);
  {
    const absl::MutexLock lock(&mutex);
    now += absl::Seconds(2);
  }
  EXPECT_EQ(ask(Get("/")).status, 200);
  // Where a body would come, it is not waited for.
  const RawResponse body =
      ask("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(body.status, 429);
  EXPECT_EQ(body.headers.Find("Connection"), "close");
  EXPECT_EQ(client.ReceiveRest(), "");
}

TEST(Limits, OfAFloodLeaveAnotherServed) {
  const auto server =
      StartServer(With({.requests_a_second = 0.001, .requests_in_a_burst = 10}), Hello);
  std::vector<RawClient> flood;
  for (int i = 0; i < 50; ++i) {
    flood.emplace_back(server->address());
    std::string requests;
    for (int j = 0; j < 20; ++j) requests += Get("/");
    flood.back().Send(requests);
  }
  RawClient other(server->address(), "127.0.0.2");
  for (int i = 0; i < 10; ++i) {
    other.Send(Get("/"));
    EXPECT_EQ(other.Receive().status, 200);
  }
  int served = 0;
  for (RawClient& client : flood) {
    for (int j = 0; j < 20; ++j) served += client.Receive().status == 200 ? 1 : 0;
  }
  EXPECT_EQ(served, 10);
}

class EdgeTest : public ::testing::Test {
 protected:
  HttpServer::Options Options(const HttpLimits& limits) {
    HttpServer::Options options = With(limits);
    options.addresses = {absl::StrCat("unix:", ::testing::TempDir(), "limits-", getpid(), ".sock")};
    options.edge = true;
    return options;
  }
  std::string From(absl::string_view address) {
    return Get("/", absl::StrCat("X-Forwarded-For: 127.0.0.1, ", address, "\r\n"));
  }
};

TEST_F(EdgeTest, HasTheRequestsOfEachAddressCounted) {
  const auto server =
      StartServer(Options({.requests_a_second = 0.001, .requests_in_a_burst = 2}), Hello);
  RawClient edge(server->address());
  const auto ask = [&](absl::string_view address) {
    edge.Send(From(address));
    return edge.Receive().status;
  };
  EXPECT_EQ(ask("192.0.2.1"), 200);
  EXPECT_EQ(ask("192.0.2.1"), 200);
  EXPECT_EQ(ask("192.0.2.1"), 429);
  EXPECT_EQ(ask("192.0.2.2"), 200);
  // Those of a network of 64 bits are one.
  EXPECT_EQ(ask("2001:db8:0:1::1"), 200);
  EXPECT_EQ(ask("2001:db8:0:1::2"), 200);
  EXPECT_EQ(ask("2001:db8:0:1:ffff::3"), 429);
  EXPECT_EQ(ask("2001:db8:0:2::1"), 200);
}

TEST_F(EdgeTest, HasThoseOfEachAddressThatAreUnderWayCounted) {
  absl::Mutex mutex;
  std::vector<std::shared_ptr<Reply>> held;
  const auto server = StartServer(Options({.at_once_of_an_address = 2}),
                                  [&](const Request&, std::shared_ptr<Reply> reply) {
                                    const absl::MutexLock lock(&mutex);
                                    held.push_back(std::move(reply));
                                  });
  std::vector<RawClient> edges;
  const auto ask = [&](absl::string_view address) {
    edges.emplace_back(server->address());
    edges.back().Send(From(address));
  };
  const auto await = [&](size_t count) {
    const absl::MutexLock lock(&mutex);
    const auto have_come = [&] { return held.size() == count; };
    mutex.Await(absl::Condition(&have_come));
  };
  ask("192.0.2.1");
  ask("192.0.2.1");
  await(2);
  ask("192.0.2.1");
  EXPECT_EQ(edges[2].Receive().status, 429);
  ask("192.0.2.2");
  await(3);
  {
    const absl::MutexLock lock(&mutex);
    held[0]->Send(TextResponse(200, ""));
    held[1]->Send(TextResponse(200, ""));
  }
  EXPECT_EQ(edges[0].Receive().status, 200);
  EXPECT_EQ(edges[1].Receive().status, 200);
  // And one whose connection was lost; that is noticed by its own loop.
  edges[0].Send(From("192.0.2.1"));
  await(4);
}

// As after EMFILE: the system has no descriptor left until a connection is closed.
TEST(Acceptor, GoesOnWhenThereAreDescriptorsAgain) {
  std::atomic<bool> lacking = false;
  absl::Mutex mutex;
  std::vector<std::string> log;
  HttpServer::Options options;
  options.log = [&](absl::string_view line) {
    const absl::MutexLock lock(&mutex);
    log.emplace_back(line);
  };
  options.accept = [&](int listener, sockaddr* peer, socklen_t* length) {
    if (!lacking) return process::AcceptConnection(listener, peer, length);
    errno = EMFILE;
    return -1;
  };
  auto server = StartServer(std::move(options), Hello);
  RawClient first(server->address());
  first.Send(Get("/"));
  EXPECT_EQ(first.Receive().status, 200);
  lacking = true;
  RawClient second(server->address());
  second.Send(Get("/"));
  {
    const absl::MutexLock lock(&mutex);
    const auto told = [&] { return log.size() >= 2; };
    mutex.Await(absl::Condition(&told));
    EXPECT_THAT(log[1], HasSubstr("could not be accepted"));
  }
  // Who is there already is served.
  first.Send(Get("/"));
  EXPECT_EQ(first.Receive().status, 200);
  lacking = false;
  // Others have freed some: nothing of the server's own is closed.
  EXPECT_EQ(second.Receive().status, 200);
}

TEST(Acceptor, PassesOverConnectionsThatAreGone) {
  std::atomic<int> failures = 5;
  HttpServer::Options options;
  options.accept = [&](int listener, sockaddr* peer, socklen_t* length) {
    if (failures-- <= 0) return process::AcceptConnection(listener, peer, length);
    errno = ECONNABORTED;
    return -1;
  };
  const auto server = StartServer(std::move(options), Hello);
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.Receive().status, 200);
}

}  // namespace
}  // namespace taqvim::web
