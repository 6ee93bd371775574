// Answers in parts: how they are written, held back, broken off, and how it is known that
// nobody is there any more.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "client/web/http/blocking.h"
#include "client/web/http/server.h"
#include "client/web/http/testing/raw_client.h"
#include "client/web/http/testing/test_server.h"

namespace taqvim::web {
namespace {

using testing::Get;
using testing::RawClient;
using testing::RawResponse;
using testing::StartServer;

// Writes pieces one after the other, each when the one before is done, and ends.
class Pieces : public std::enable_shared_from_this<Pieces> {
 public:
  using Ended = std::function<void(bool still_there, int left)>;

  Pieces(std::shared_ptr<Reply> reply, int count, size_t size, Ended ended)
      : reply_(std::move(reply)), left_(count), size_(size), ended_(std::move(ended)) {}

  void Start() {
    reply_->Begin(200, {{"Content-Type", "text/plain"}});
    WriteNext(true);
  }

 private:
  void WriteNext(bool still_there) {
    if (!still_there || left_ == 0) {
      if (still_there) reply_->End();
      ended_(still_there, left_);
      reply_.reset();
      return;
    }
    --left_;
    reply_->Write(std::string(size_, static_cast<char>('a' + left_ % 26)),
                  [self = shared_from_this()](bool there) { self->WriteNext(there); });
  }

  std::shared_ptr<Reply> reply_;
  int left_;
  const size_t size_;
  const Ended ended_;
};

Handler StreamOf(int count, size_t size, const Pieces::Ended& ended) {
  return [=](const Request&, std::shared_ptr<Reply> reply) {
    std::make_shared<Pieces>(std::move(reply), count, size, ended)->Start();
  };
}

Handler StreamOf(int count, size_t size) {
  return StreamOf(count, size, [](bool, int) {});
}

TEST(Stream, ComesInChunksAndTheConnectionGoesOn) {
  const auto server = StartServer({}, StreamOf(3, 5));
  RawClient client(server->address());
  for (int i = 0; i < 2; ++i) {
    client.Send(Get("/"));
    const RawResponse response = client.Receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.Find("Transfer-Encoding"), "chunked");
    EXPECT_FALSE(response.headers.Has("Content-Length"));
    EXPECT_EQ(response.body, "cccccbbbbbaaaaa");
    EXPECT_TRUE(response.is_complete);
  }
}

TEST(Stream, WithoutPiecesIsEmpty) {
  const auto server = StartServer({}, StreamOf(0, 0));
  RawClient client(server->address());
  client.Send(Get("/"));
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.body, "");
  EXPECT_TRUE(response.is_complete);
}

TEST(Stream, OfHeadHasNoBody) {
  const auto server = StartServer({}, StreamOf(3, 5));
  RawClient client(server->address());
  client.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + Get("/"));
  EXPECT_EQ(client.Receive(/*to_head=*/true).status, 200);
  EXPECT_EQ(client.Receive().body, "cccccbbbbbaaaaa");
}

TEST(Stream, EndsWithTheConnectionInOlderHttp) {
  const auto server = StartServer({}, StreamOf(2, 3));
  RawClient client(server->address());
  client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.headers.Find("Connection"), "close");
  EXPECT_FALSE(response.headers.Has("Transfer-Encoding"));
  EXPECT_EQ(response.body, "bbbaaa");
}

// Whoever has taken in less than all of it, but for what the system keeps, cannot have been
// followed by a call of `done`.
TEST(Stream, TellsThatAPieceIsWrittenOnlyWhenItIs) {
  constexpr size_t kSize = 64 << 20;
  std::atomic<bool> done = false;
  const auto server = StartServer({}, [&](const Request&, const std::shared_ptr<Reply>& reply) {
    reply->Begin(200, {});
    reply->Write(std::string(kSize, 'x'), [&, reply](bool still_there) {
      done = still_there;
      reply->End();
    });
  });
  RawClient client(server->address(), "", 64 * 1024);
  client.Send(Get("/", "Connection: close\r\n"));
  EXPECT_GE(client.ReceiveBytes(kSize / 2).size(), kSize / 2);
  EXPECT_FALSE(done);
  EXPECT_TRUE(absl::EndsWith(client.ReceiveRest(), "x\r\n0\r\n\r\n"));
  EXPECT_TRUE(done);
}

// It would be 64 GiB. What is under way is one piece, and what the system keeps.
TEST(Stream, ToASlowReaderIsHeldBackAndGivenUp) {
  constexpr int kPieces = 1 << 20;
  std::atomic<int> written = 0;
  absl::Notification ended;
  HttpServer::Options options;
  options.limits.write_time = absl::Milliseconds(50);
  const auto server =
      StartServer(std::move(options), StreamOf(kPieces, 64 * 1024, [&](bool still_there, int left) {
                    EXPECT_FALSE(still_there);
                    written = kPieces - left;
                    ended.Notify();
                  }));
  RawClient client(server->address(), "", 64 * 1024);
  client.Send(Get("/"));
  ended.WaitForNotification();
  EXPECT_LT(written, 64);
  client.ReceiveRest();
  EXPECT_TRUE(client.WasReset());
}

TEST(Stream, ThatIsBrokenOffHasNoLastChunk) {
  const auto server = StartServer({}, [](const Request& request, std::shared_ptr<Reply> reply) {
    reply->Begin(200, {});
    reply->Write("piece", [reply, path = request.path](bool) mutable {
      if (path == "/break") reply->Break();
      reply.reset();
    });
  });
  for (const char* path : {"/break", "/dropped"}) {
    RawClient client(server->address());
    client.Send(Get(path));
    const RawResponse response = client.Receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "piece");
    EXPECT_FALSE(response.is_complete) << path;
    EXPECT_TRUE(client.IsClosed());
  }
}

// Which knows the end of a stream by nothing but the end of the connection.
TEST(Stream, ThatIsBrokenOffIsAnErrorInOlderHttp) {
  const auto server = StartServer({}, [](const Request&, const std::shared_ptr<Reply>& reply) {
    reply->Begin(200, {});
    reply->Write("piece", [reply](bool) { reply->Break(); });
  });
  RawClient client(server->address());
  client.Send("GET / HTTP/1.0\r\n\r\n");
  client.ReceiveRest();
  EXPECT_TRUE(client.WasReset());
}

TEST(Stream, MakesFiveHundredOfAMalformedBegin) {
  absl::Notification told;
  const auto server = StartServer({}, [&](const Request&, const std::shared_ptr<Reply>& reply) {
    reply->Begin(200, {{"A", "b\r\nc"}});
    reply->Write("piece", [&, reply](bool still_there) {
      EXPECT_FALSE(still_there);
      told.Notify();
    });
  });
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.Receive().status, 500);
  told.WaitForNotification();
}

class GoneTest : public ::testing::Test {
 protected:
  // Begins, if it is told to, and waits for the caller to go.
  Handler Wait(bool begin) {
    return [this, begin](const Request&, const std::shared_ptr<Reply>& reply) {
      if (begin) reply->Begin(200, {});
      reply->OnGone([this, reply, begin] {
        if (!begin) reply->Send(TextResponse(200, "nobody reads it"));
        gone_.Notify();
      });
      waits_.Notify();
    };
  }

  absl::Notification waits_;
  absl::Notification gone_;
};

TEST_F(GoneTest, IsToldWhileNothingIsWritten) {
  const auto server = StartServer({}, Wait(true));
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.ReceiveHead().status, 200);
  waits_.WaitForNotification();
  client.Close();
  gone_.WaitForNotification();
  server->Stop(absl::InfiniteFuture());
  EXPECT_EQ(server->connections(), 0);
}

TEST_F(GoneTest, IsToldBeforeThereIsAnAnswer) {
  const auto server = StartServer({}, Wait(false));
  RawClient client(server->address());
  client.Send(Get("/"));
  waits_.WaitForNotification();
  client.Close();
  gone_.WaitForNotification();
}

TEST_F(GoneTest, IsToldThoughMoreRequestsHaveCome) {
  const auto server = StartServer({}, Wait(true));
  RawClient client(server->address());
  client.Send(Get("/") + Get("/second"));
  waits_.WaitForNotification();
  client.Close();
  gone_.WaitForNotification();
}

// Behind so much of what is sent ahead the end of a caller cannot be seen, and a stream that says
// nothing would have none.
TEST_F(GoneTest, IsToldOfAStreamThoughTooMuchElseHasCome) {
  const auto server = StartServer({}, Wait(true));
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.ReceiveHead().status, 200);
  waits_.WaitForNotification();
  client.SendWhatIsTaken(1 << 20);
  client.Close();
  gone_.WaitForNotification();
  server->Stop(absl::InfiniteFuture());
  EXPECT_EQ(server->connections(), 0);
}

TEST_F(GoneTest, IsToldOfAStreamThatBeginsWhenTooMuchElseHasCome) {
  absl::Notification asked;
  std::shared_ptr<Reply> held;
  const auto server = StartServer({}, [&](const Request&, std::shared_ptr<Reply> reply) {
    held = std::move(reply);
    asked.Notify();
  });
  RawClient client(server->address());
  client.Send(Get("/"));
  asked.WaitForNotification();
  // More than the server takes in: what is beyond that stays with the system.
  client.SendWhatIsTaken(64 << 20);
  held->Begin(200, {});
  held->OnGone([&] { gone_.Notify(); });
  gone_.WaitForNotification();
}

TEST_F(GoneTest, IsToldAtOnceToWhoAsksLater) {
  absl::Notification told_first, told_later;
  std::shared_ptr<Reply> held;
  const auto server = StartServer({}, [&](const Request&, const std::shared_ptr<Reply>& reply) {
    held = reply;
    reply->Begin(200, {});
    reply->OnGone([&] { told_first.Notify(); });
  });
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_EQ(client.ReceiveHead().status, 200);
  // A stream has no end that is known, so it is over for who sends no more.
  client.ShutDownSend();
  told_first.WaitForNotification();
  held->OnGone([&] { told_later.Notify(); });
  told_later.WaitForNotification();
  absl::Notification done;
  held->Write("more", [&](bool still_there) {
    EXPECT_FALSE(still_there);
    done.Notify();
  });
  done.WaitForNotification();
}

TEST_F(GoneTest, IsToldAtOnceOfOneThatSendsNoMore) {
  absl::Notification told_first, told_later;
  std::shared_ptr<Reply> held;
  const auto server = StartServer({}, [&](const Request&, const std::shared_ptr<Reply>& reply) {
    held = reply;
    reply->OnGone([&] { told_first.Notify(); });
  });
  RawClient client(server->address());
  client.Send(Get("/"));
  client.ShutDownSend();
  told_first.WaitForNotification();
  held->OnGone([&] { told_later.Notify(); });
  told_later.WaitForNotification();
  held->Send(TextResponse(200, "still read"));
  EXPECT_EQ(client.Receive().body, "still read\n");
}

TEST_F(GoneTest, IsNotToldOfWhatIsAnswered) {
  std::atomic<int> told = 0;
  auto server = StartServer({}, [&](const Request&, const std::shared_ptr<Reply>& reply) {
    reply->OnGone([&] { ++told; });
    reply->Send(TextResponse(200, "here"));
    reply->OnGone([&] { ++told; });
  });
  {
    RawClient client(server->address());
    client.Send(Get("/"));
    EXPECT_EQ(client.Receive().body, "here\n");
  }
  server->Stop(absl::InfiniteFuture());
  EXPECT_EQ(told, 0);
}

TEST_F(GoneTest, IsToldWhenTheServerStops) {
  auto server = StartServer({}, Wait(true));
  RawClient client(server->address());
  client.Send(Get("/"));
  waits_.WaitForNotification();
  server->Stop(absl::InfinitePast());
  EXPECT_TRUE(gone_.HasBeenNotified());
}

// A reply may live longer than its server.
TEST(Reply, IsHarmlessAfterTheServer) {
  absl::Notification waits;
  std::vector<std::shared_ptr<Reply>> held;
  auto server = StartServer({.threads = 1}, [&](const Request&, std::shared_ptr<Reply> reply) {
    held.push_back(std::move(reply));
    if (held.size() == 3) waits.Notify();
  });
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server->address());
    clients.back().Send(Get("/"));
  }
  waits.WaitForNotification();
  server.reset();
  held[0]->Send(TextResponse(200, "late"));
  held[1]->Begin(200, {});
  bool told = false, still_there = true, gone = false;
  held[1]->Write("late", [&](bool there) {
    told = true;
    still_there = there;
  });
  EXPECT_TRUE(told);
  EXPECT_FALSE(still_there);
  held[2]->OnGone([&] { gone = true; });
  EXPECT_TRUE(gone);
  held.clear();
  for (RawClient& client : clients) EXPECT_EQ(client.ReceiveRest(), "");
}

TEST(Reply, MayBeGivenByAnyThread) {
  absl::Mutex mutex;
  std::vector<std::thread> threads;
  auto server = StartServer({}, [&](const Request& request, std::shared_ptr<Reply> reply) {
    const absl::MutexLock lock(&mutex);
    threads.emplace_back([reply = std::move(reply), path = request.path]() mutable {
      reply->Begin(200, {});
      absl::Notification written;
      reply->Write(path, [&](bool) { written.Notify(); });
      written.WaitForNotification();
      reply->End();
    });
  });
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server->address());
    clients.back().Send(Get(absl::StrCat("/", i)));
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(clients[i].Receive().body, absl::StrCat("/", i));
  server.reset();
  for (std::thread& thread : threads) thread.join();
}

TEST(ReplyDeathTest, HoldsItsCallersToItsPromise) {
  const auto die = [](const std::function<void(Reply&)>& misuse) {
    const auto server = StartServer(
        {}, [=](const Request&, const std::shared_ptr<Reply>& reply) { misuse(*reply); });
    RawClient client(server->address());
    client.Send(Get("/"));
    client.ReceiveRest();
  };
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(die([](Reply& reply) {
                 reply.Send(TextResponse(200, "a"));
                 reply.Send(TextResponse(200, "b"));
               }),
               "this does not hold");
  EXPECT_DEATH(die([](Reply& reply) { reply.Write("a", [](bool) {}); }), "this does not hold");
}

TEST(Blocking, AnswersOnThePool) {
  Pool pool(2, 10);
  const auto server = StartServer(
      {}, Blocking([](const Request& request) { return TextResponse(200, request.path); }, pool));
  RawClient client(server->address());
  for (int i = 0; i < 5; ++i) {
    client.Send(Get("/a"));
    EXPECT_EQ(client.Receive().body, "/a\n");
  }
}

TEST(Blocking, RefusesWhatItsQueueDoesNotHold) {
  Pool pool(1, 1);
  absl::Notification begun, go_on;
  pool.Add("", [&](bool) {
    begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  absl::Notification done;
  pool.Add("", [&](bool has_room) {
    EXPECT_TRUE(has_room);
    done.Notify();
  });
  const auto server = StartServer(
      {}, Blocking([](const Request& request) { return TextResponse(200, request.path); }, pool));
  RawClient client(server->address());
  client.Send(Get("/a"));
  const RawResponse refused = client.Receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.headers.Has("Retry-After"));
  go_on.Notify();
  done.WaitForNotification();
  client.Send(Get("/b"));
  EXPECT_EQ(client.Receive().body, "/b\n");
}

TEST(Blocking, DoesNothingForWhoIsGone) {
  Pool pool(1, 10);
  absl::Notification begun, go_on, looked;
  pool.Add("", [&](bool) {
    begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  std::atomic<bool> called = false;
  const Handler blocking = Blocking(
      [&](const Request&) {
        called = true;
        return TextResponse(200, "");
      },
      pool);
  absl::Notification queued;
  auto server = StartServer({}, [&](Request request, std::shared_ptr<Reply> reply) {
    blocking(std::move(request), std::move(reply));
    queued.Notify();
  });
  {
    RawClient client(server->address());
    client.Send(Get("/"));
    queued.WaitForNotification();
  }
  server->Stop(absl::InfinitePast());
  go_on.Notify();
  pool.Add("", [&](bool) { looked.Notify(); });
  looked.WaitForNotification();
  EXPECT_FALSE(called);
}

// However many requests one address has waiting, another's waits for one of them at most.
TEST(Blocking, HearsOthersThoughOneAsksForALot) {
  constexpr int kMany = 20;
  Pool pool(1, 100);
  absl::Notification go_on, all_wait;
  absl::Mutex mutex;
  std::vector<std::string> answered;
  const Handler blocking = Blocking(
      [&](const Request& request) {
        go_on.WaitForNotification();
        const absl::MutexLock lock(&mutex);
        answered.push_back(request.address);
        return TextResponse(200, "");
      },
      pool);
  std::atomic<int> waiting = 0;
  const auto server = StartServer({}, [&](Request request, std::shared_ptr<Reply> reply) {
    blocking(std::move(request), std::move(reply));
    if (++waiting == kMany) all_wait.Notify();
  });
  std::vector<RawClient> flood;
  for (int i = 0; i < kMany; ++i) {
    flood.emplace_back(server->address(), "127.0.0.2");
    flood.back().Send(Get("/"));
  }
  all_wait.WaitForNotification();
  // It is the last to come, whenever that is.
  RawClient other(server->address(), "127.0.0.3");
  other.Send(Get("/"));
  while (waiting <= kMany) std::this_thread::yield();
  go_on.Notify();
  EXPECT_EQ(other.Receive().status, 200);
  for (RawClient& client : flood) EXPECT_EQ(client.Receive().status, 200);
  const absl::MutexLock lock(&mutex);
  ASSERT_EQ(answered.size(), kMany + 1);
  // Behind what was under way, and one that waited.
  const auto turn = std::find(answered.begin(), answered.end(), "127.0.0.3") - answered.begin();
  EXPECT_LE(turn, 2);
}

// A pool of one thread that is held up, so that all else waits.
class HeldPool : public ::testing::Test {
 protected:
  explicit HeldPool(size_t queued = 4) : pool_(1, queued) {
    absl::Notification begun;
    pool_.Add("a", [&](bool) {
      begun.Notify();
      go_on_.WaitForNotification();
    });
    begun.WaitForNotification();
  }

  void Add(const std::string& whose, const std::string& what) {
    pool_.Add(whose, [this, what](bool has_room) { (has_room ? done_ : refused_) += what; });
  }
  // What is done of all that waits, in order.
  std::string Done() {
    absl::Notification all;
    pool_.Add("last", [&](bool) { all.Notify(); });
    go_on_.Notify();
    all.WaitForNotification();
    return done_;
  }

  absl::Notification go_on_;
  std::string done_, refused_;
  Pool pool_;
};

class WideHeldPool : public HeldPool {
 protected:
  WideHeldPool() : HeldPool(100) {}
};

TEST_F(WideHeldPool, GivesEachCallerATurn) {
  for (const char* what : {"a1 ", "a2 ", "a3 "}) Add("a", what);
  for (const char* what : {"b1 ", "b2 "}) Add("b", what);
  Add("c", "c1 ");
  for (int i = 0; i < 3; ++i) Add("last", "");
  EXPECT_EQ(Done(), "a1 b1 c1 a2 b2 a3 ");
  EXPECT_EQ(refused_, "");
}

TEST_F(HeldPool, LetsWhoHasTheMostGiveWay) {
  for (const char* what : {"a1 ", "a2 ", "a3 ", "a4 ", "a5 "}) Add("a", what);
  EXPECT_EQ(refused_, "a5 ");
  Add("b", "b1 ");
  EXPECT_EQ(refused_, "a5 a4 ") << "the one that came last";
  Add("b", "b2 ");
  EXPECT_EQ(refused_, "a5 a4 a3 ");
  Add("b", "b3 ");
  EXPECT_EQ(refused_, "a5 a4 a3 b3 ") << "as it has no less than others";
  Add("c", "c1 ");
  EXPECT_EQ(refused_.substr(12), "a2 ");
  EXPECT_EQ(Done(), "a1 b1 c1 ") << "b2 gave way to what was added to see them done";
}

TEST(Pool, DoesWhatIsQueuedBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    Pool pool(3, 1000);
    for (int i = 0; i < 1000; ++i) {
      pool.Add(absl::StrCat(i % 7), [&](bool has_room) { done += has_room ? 1 : 0; });
    }
  }
  EXPECT_EQ(done, 1000);
}

}  // namespace
}  // namespace taqvim::web
