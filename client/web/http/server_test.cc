// What a caller gets for what it sends.
#include "client/web/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/web/http/testing/raw_client.h"
#include "client/web/http/testing/test_server.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using testing::Get;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;
using testing::RawResponse;
using testing::StartServer;

// Answers with what it was asked.
void Echo(const Request& request, const std::shared_ptr<Reply>& reply) {
  Response response = TextResponse(200, absl::StrCat(request.method, " ", request.path, " ",
                                                     request.address, " ", request.body.size()));
  reply->Send(std::move(response));
}

TEST(HttpServer, Answers) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send(Get("/calendar/a.ics?lang=az"));
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET /calendar/a.ics 127.0.0.1 0\n");
  EXPECT_EQ(response.headers.Find("Connection"), "keep-alive");
  EXPECT_EQ(response.headers.Find("X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(response.headers.Has("Date"));
  EXPECT_FALSE(response.headers.Has("Server"));
}

TEST(HttpServer, AnswersHeadWithTheLengthOfGet) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawResponse head = client.Receive(/*to_head=*/true);
  client.Send(Get("/abc"));
  const RawResponse whole = client.Receive();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.Find("Content-Length"), absl::StrCat(whole.body.size()));
  EXPECT_EQ(whole.body, "GET /abc 127.0.0.1 0\n");
}

TEST(HttpServer, AnswersOneRequestAfterTheOther) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    absl::StrAppend(&requests, Get(absl::StrCat("/", i)), "POST /p HTTP/1.1\r\nHost: a\r\n",
                    "Content-Length: 3\r\n\r\nabc");
  }
  client.Send(requests);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.Receive().body, absl::StrCat("GET /", i, " 127.0.0.1 0\n"));
    EXPECT_EQ(client.Receive().body, "POST /p 127.0.0.1 3\n");
  }
}

// More than is kept of them.
TEST(HttpServer, LetsRequestsWaitThatComeTooEarly) {
  std::vector<std::shared_ptr<Reply>> held;
  absl::Mutex mutex;
  const auto server = StartServer({}, [&](const Request& request, std::shared_ptr<Reply> reply) {
    const absl::MutexLock lock(&mutex);
    if (request.path != "/first") return Echo(request, reply);
    held.push_back(std::move(reply));
  });
  RawClient client(server->address());
  client.Send(Get("/first"));
  const std::string field = absl::StrCat("X: ", std::string(8'000, 'x'), "\r\n");
  for (int i = 0; i < 20; ++i) client.Send(Get(absl::StrCat("/", i), field));
  {
    const absl::MutexLock lock(&mutex);
    const auto has_come = [&] { return !held.empty(); };
    mutex.Await(absl::Condition(&has_come));
    held.back()->Send(TextResponse(200, "first"));
    held.clear();
  }
  EXPECT_EQ(client.Receive().body, "first\n");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.Receive().body, absl::StrCat("GET /", i, " 127.0.0.1 0\n"));
  }
}

// What comes while a request is answered costs what is kept of it and what the system keeps,
// and not what the caller likes to send.
TEST(HttpServer, TakesNoMoreAheadThanItKeeps) {
  constexpr size_t kMuch = 256 << 20;
  absl::Mutex mutex;
  std::shared_ptr<Reply> held;
  const auto server = StartServer({}, [&](const Request&, std::shared_ptr<Reply> reply) {
    const absl::MutexLock lock(&mutex);
    held = std::move(reply);
  });
  RawClient client(server->address());
  client.Send(Get("/"));
  EXPECT_LT(client.SendWhatIsTaken(kMuch), kMuch);
  client.Close();
  const absl::MutexLock lock(&mutex);
  held.reset();
}

TEST(HttpServer, AnswersByteByByte) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  for (const char byte : Get("/slow")) client.Send({&byte, 1});
  EXPECT_EQ(client.Receive().body, "GET /slow 127.0.0.1 0\n");
}

TEST(HttpServer, ClosesWhenItIsAskedTo) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send(Get("/", "Connection: close\r\n"));
  EXPECT_EQ(client.Receive().headers.Find("Connection"), "close");
  EXPECT_TRUE(client.IsClosed());
  RawClient older(server->address());
  older.Send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(older.Receive().status, 200);
  EXPECT_TRUE(older.IsClosed());
}

TEST(HttpServer, StillAnswersWhoSendsNoMore) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send(Get("/"));
  client.ShutDownSend();
  EXPECT_EQ(client.Receive().status, 200);
  EXPECT_TRUE(client.IsClosed());
}

TEST(HttpServer, TakesBodiesUpToItsLimit) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  const std::string body(4 * 1024 * 1024 + 64 * 1024, 'x');
  client.Send(absl::StrCat("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ", body.size(),
                           "\r\n\r\n", body));
  EXPECT_EQ(client.Receive().body, absl::StrCat("POST / 127.0.0.1 ", body.size(), "\n"));
}

TEST(HttpServer, TellsACallerToGoOn) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 100);
  client.Send("abc");
  EXPECT_EQ(client.Receive().body, "POST / 127.0.0.1 3\n");
  // What is refused is so before the body is sent.
  client.Send(
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 413);
  EXPECT_TRUE(client.IsClosed());
}

TEST(HttpServer, RefusesAndCloses) {
  const auto server = StartServer({}, Echo);
  for (const auto& [status, text] : std::vector<std::pair<int, std::string>>{
           {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
           {400,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
            "chunked\r\n\r\n0\r\n\r\n"},
           {400, "GET /\r\n"},
           {400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
           {400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"},
           {413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"},
           {414, absl::StrCat("GET /", std::string(5000, 'a'))},
           {417, "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"},
           {431, absl::StrCat("GET / HTTP/1.1\r\nA: ", std::string(17'000, 'a'))},
           {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"}}) {
    RawClient client(server->address());
    // Nothing of what comes after is read as a request.
    client.Send(text + Get("/smuggled"));
    const RawResponse response = client.Receive();
    EXPECT_EQ(response.status, status) << text.substr(0, 80);
    EXPECT_TRUE(response.is_complete);
    EXPECT_EQ(response.headers.Find("Connection"), "close");
    EXPECT_EQ(client.ReceiveRest(), "") << text.substr(0, 80);
  }
}

// A caller that sends on while it is refused sees the refusal, and not a reset.
TEST(HttpServer, LetsACallerHearItsRefusal) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 413);
  EXPECT_TRUE(client.Send(std::string(2'000'000, 'x')));
  client.ReceiveRest();
  EXPECT_FALSE(client.WasReset());
}

TEST(HttpServer, PassesOverRangesAndUpgrades) {
  const auto server = StartServer({}, Echo);
  RawClient client(server->address());
  client.Send(Get("/", "Range: bytes=0-1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"));
  const RawResponse response = client.Receive();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET / 127.0.0.1 0\n");
}

TEST(HttpServer, MakesFiveHundredOfNoAnswer) {
  const auto server =
      StartServer({}, [](const Request& request, const std::shared_ptr<Reply>& reply) {
        if (request.path == "/break") reply->Break();
        if (request.path == "/split") {
          Response response = TextResponse(200, "");
          response.headers.Set("Location", "/\r\nSet-Cookie: a");
          reply->Send(std::move(response));
        }
        if (request.path == "/body") {
          Response response = TextResponse(204, "none");
          reply->Send(std::move(response));
        }
      });
  RawClient client(server->address());
  for (const char* path : {"/dropped", "/break", "/split", "/body"}) {
    client.Send(Get(path));
    const RawResponse response = client.Receive();
    EXPECT_EQ(response.status, 500) << path;
    EXPECT_FALSE(response.headers.Has("Set-Cookie"));
  }
}

TEST(HttpServer, AnswersOthersWhileOneIsBeingAnswered) {
  absl::Mutex mutex;
  std::vector<std::shared_ptr<Reply>> held;
  const auto server = StartServer({}, [&](const Request&, std::shared_ptr<Reply> reply) {
    const absl::MutexLock lock(&mutex);
    held.push_back(std::move(reply));
  });
  constexpr size_t kClients = 200;
  std::vector<RawClient> clients;
  for (size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server->address());
    ASSERT_TRUE(clients.back().Send(Get("/")));
  }
  {
    // All at once are under way.
    const absl::MutexLock lock(&mutex);
    const auto all = [&] { return held.size() == kClients; };
    mutex.Await(absl::Condition(&all));
    for (const auto& reply : held) reply->Send(TextResponse(200, "here"));
    held.clear();
  }
  for (RawClient& client : clients) EXPECT_EQ(client.Receive().body, "here\n");
}

TEST(HttpServer, ListensWhereItIsTold) {
  const std::string path = ::testing::TempDir() + absl::StrCat("web-", getpid(), ".sock");
  auto server =
      StartServer({.addresses = {"127.0.0.1:0", "[::1]:0", absl::StrCat("unix:", path)}}, Echo);
  EXPECT_THAT(server->addresses(), ElementsAre(HasSubstr("127.0.0.1:"), HasSubstr("[::1]:"),
                                               absl::StrCat("unix:", path)));
  const char* const expected[] = {"GET / 127.0.0.1 0\n", "GET / ::1 0\n", "GET /  0\n"};
  for (size_t i = 0; i < 3; ++i) {
    RawClient client(server->addresses()[i]);
    client.Send(Get("/", "X-Forwarded-For: 192.0.2.7\r\n"));
    EXPECT_EQ(client.Receive().body, expected[i]);
  }
  EXPECT_EQ(HttpServer::Start({.addresses = {server->address()}}, Echo).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(HttpServer::Start({.addresses = {absl::StrCat("unix:", path)}}, Echo).status().code(),
            absl::StatusCode::kAlreadyExists);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(HttpServer, BelievesTheEdgeOfWhoACallerIs) {
  const std::string path = ::testing::TempDir() + absl::StrCat("edge-", getpid(), ".sock");
  const auto server =
      StartServer({.addresses = {absl::StrCat("unix:", path), "127.0.0.1:0"}, .edge = true}, Echo);
  RawClient edge(server->addresses()[0]);
  edge.Send(Get("/", "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"));
  EXPECT_EQ(edge.Receive().body, "GET / 192.0.2.7 0\n");
  edge.Send(Get("/"));
  EXPECT_EQ(edge.Receive().body, "GET /  0\n");
  RawClient other(server->addresses()[1]);
  other.Send(Get("/", "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"));
  EXPECT_EQ(other.Receive().body, "GET / 127.0.0.1 0\n");
}

TEST(HttpServer, NeedsAnAddress) {
  for (const char* address : {"", "8080", "127.0.0.1", "taqvim.example:80", "127.0.0.1:65536",
                              "127.0.0.1:-1", "[::1", "unix:"}) {
    EXPECT_EQ(HttpServer::Start({.addresses = {address}}, Echo).status().code(),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
  EXPECT_EQ(HttpServer::Start({}, Echo).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(HttpServer, TellsNoSecretsToItsLog) {
  absl::Mutex mutex;
  std::vector<std::string> log;
  HttpServer::Options options;
  options.log = [&](absl::string_view line) {
    const absl::MutexLock lock(&mutex);
    log.emplace_back(line);
  };
  options.path_for_log = [](absl::string_view path) {
    return absl::StartsWith(path, "/c/") ? std::string("/c/...") : std::string(path);
  };
  options.limits.linger_time = absl::ZeroDuration();
  auto server = StartServer(std::move(options), Echo);
  RawClient client(server->address());
  client.Send(Get("/c/s3cret/a.ics?key=s3cret"));
  client.Receive();
  client.Send(Get("/public?key=s3cret"));
  client.Receive();
  client.Send("POST /c/s3cret HTTP/1.1\r\nHost: a\r\nExpect: s3cret\r\n\r\n");
  client.Receive();
  RawClient broken(server->address());
  broken.Send("GET /c/s3cret/../ HTTP/1.1\r\nHost: s3cret\r\n\r\n");
  broken.Receive();
  server->Stop(absl::InfiniteFuture());
  EXPECT_THAT(log, ::testing::UnorderedElementsAre(
                       HasSubstr("GET /c/... of 127.0.0.1 was answered with 200"),
                       HasSubstr("GET /public of 127.0.0.1 was answered with 200"),
                       HasSubstr("POST /c/... of 127.0.0.1 was answered with 417"),
                       HasSubstr(" of 127.0.0.1 was answered with 400")));
  for (const std::string& line : log) EXPECT_THAT(line, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace taqvim::web
