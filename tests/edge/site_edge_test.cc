// What the edge passes on to the site, of whom, and what of it stands in its logs.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "client/web/http/server.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "tests/edge/edge.h"
#include "tests/support/bookings.h"

namespace taqvim::edge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ReadFile;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr char kCurl[] = "/usr/bin/curl";
constexpr char kSecret[] = "taqvim_0aee854de6h2op9kbdrn1s_nKybarhUYi3tOKhlZeIoRyMM-gjhpliEkPxzW05D";
constexpr char kCalendar[] = "text/calendar; charset=utf-8";

// What a caller sees: headers in small letters, and the body.
struct Seen {
  int status = 0;
  std::string head;
  std::string body;
};

// Somebody with curl.
class Caller {
 public:
  explicit Caller(const testing::Edge& edge) : edge_(edge) {
    testing::ReplaceFile(File("ca.pem"), edge.authority().certificate());
  }

  std::vector<std::string> Command(const std::string& path,
                                   const std::vector<std::string>& options) const {
    std::vector<std::string> command = {
        kCurl,        "--silent", "--http2",   "--no-buffer",  "--path-as-is",
        "--max-time", "60",       "--cacert",  File("ca.pem"), "--dump-header",
        File("head"), "--output", File("body")};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(absl::StrCat("https://", edge_.address(), path));
    return command;
  }
  Seen Get(const std::string& path, const std::vector<std::string>& options = {}) const {
    std::ofstream(File("head")).flush();
    std::ofstream(File("body")).flush();
    // A call that the edge answers by itself is reset, as its message is of no use; curl then ends
    // with an error though it has all that was said.
    testing::Process(Command(path, options), File("curl.log")).Wait();
    Seen seen{.status = 0, .head = ReadFile(File("head")), .body = ReadFile(File("body"))};
    for (const char* version : {"HTTP/2 ", "HTTP/1.1 "}) {
      if (absl::StartsWith(seen.head, version)) {
        seen.status = std::atoi(seen.head.c_str() + std::string(version).size());
      }
    }
    return seen;
  }
  std::string File(const std::string& name) const {
    return edge_.dir().Path(absl::StrCat("caller-", name));
  }

 private:
  const testing::Edge& edge_;
};

// A site that answers everything, and remembers what it was asked.
class AnsweringSite {
 public:
  explicit AnsweringSite(const std::string& socket) {
    web::HttpServer::Options options;
    options.addresses = {absl::StrCat("unix:", socket)};
    options.edge = true;
    const auto answer = [this](const web::Request& request,
                               const std::shared_ptr<web::Reply>& reply) {
      Answer(request, reply);
    };
    server_ = web::HttpServer::Start(std::move(options), answer).value();
  }

  web::Request last() const {
    absl::MutexLock lock(&mutex_);
    return last_;
  }
  int asked() const {
    absl::MutexLock lock(&mutex_);
    return asked_;
  }
  void Stop() { server_->Stop(absl::InfinitePast()); }
  // Ends the stream that is open.
  void EndStream() {
    std::shared_ptr<web::Reply> stream;
    {
      absl::MutexLock lock(&mutex_);
      stream = std::exchange(stream_, nullptr);
    }
    stream->Write("second", [stream](bool) { stream->End(); });
  }

 private:
  void Answer(const web::Request& request, const std::shared_ptr<web::Reply>& reply) {
    absl::MutexLock lock(&mutex_);
    ++asked_;
    last_ = request;
    if (request.headers.Find("content-type") == "application/grpc-web+proto") {
      stream_ = reply;
      reply->Begin(200, {{"Content-Type", "application/grpc-web+proto"}});
      return reply->Write("first", [](bool) {});
    }
    const bool is_calendar = absl::EndsWith(request.path, ".ics");
    web::Response response;
    response.headers = {{"Content-Type", is_calendar ? kCalendar : "text/html; charset=utf-8"},
                        {"ETag", "\"of-the-page\""}};
    response.body = web::MakeBytes(std::string(5000, 'x'));
    reply->Send(std::move(response));
  }

  mutable absl::Mutex mutex_;
  web::Request last_ ABSL_GUARDED_BY(mutex_);
  int asked_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<web::Reply> stream_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<web::HttpServer> server_;
};

class SiteEdge : public ::testing::Test {
 protected:
  const std::unique_ptr<testing::Edge> edge_ = testing::Edge::WithSite();
  AnsweringSite site_{edge_->site_socket()};
  const Caller caller_{*edge_};
};

TEST_F(SiteEdge, CarriesPagesOverHttp2AndSaysWhoAsks) {
  const Seen seen =
      caller_.Get("/venues/library?lang=ru", {"--header", "X-Forwarded-For: 203.0.113.7",
                                              "--header", "Referer: https://schedule.example/c/x"});
  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.head, AllOf(HasSubstr("HTTP/2 200"), HasSubstr("strict-transport-security: ")));
  const web::Request asked = site_.last();
  EXPECT_EQ(asked.path, "/venues/library");
  EXPECT_EQ(asked.Parameter("lang"), "ru");
  EXPECT_EQ(asked.address, "127.0.0.1");
  EXPECT_EQ(asked.headers.List("X-Forwarded-For"), "127.0.0.1") << "nothing that a client says";
  EXPECT_FALSE(asked.headers.Has("Referer"));
}

TEST_F(SiteEdge, CarriesPagesToWhoSpeaksNoHttp2) {
  EXPECT_THAT(caller_.Get("/", {"--http1.1"}).head, HasSubstr("HTTP/1.1 200"));
}

TEST_F(SiteEdge, SendsOnWhoComesWithoutTls) {
  const auto plain = [&](const std::string& path) {
    testing::Process({kCurl, "--silent", "--dump-header", caller_.File("head"), "--output",
                      caller_.File("body"), absl::StrCat("http://", edge_->http_address(), path)},
                     caller_.File("curl.log"))
        .Wait();
    return ReadFile(caller_.File("head"));
  };
  EXPECT_THAT(plain("/venues/library?lang=ru"),
              AllOf(HasSubstr("301 "),
                    HasSubstr("Location: https://localhost/venues/library?lang=ru\r\n")));
  EXPECT_THAT(plain(absl::StrCat("/c/", kSecret, "/hall.ics")),
              AllOf(HasSubstr("404 "), Not(HasSubstr("taqvim_"))));
  EXPECT_EQ(site_.asked(), 0);
  EXPECT_THAT(edge_->StopAndReadCalls(),
              AllOf(HasSubstr("\"/c/...\" 404"), Not(HasSubstr("taqvim_"))));
}

TEST_F(SiteEdge, RefusesWhatIsTooLargeInWordsOfTheWeb) {
  const std::string large = absl::StrCat("X-Large: ", std::string(20'000, 'x'));
  const int before = site_.asked();
  const Seen seen = caller_.Get("/", {"--http1.1", "--header", large});
  EXPECT_EQ(seen.status, 400);
  EXPECT_THAT(seen.head, Not(HasSubstr("grpc")));
  EXPECT_EQ(site_.asked(), before);
}

TEST_F(SiteEdge, CompressesPagesAndNoCalendars) {
  const std::vector<std::string> compressing = {"--header", "Accept-Encoding: gzip"};
  const Seen page = caller_.Get("/", compressing);
  EXPECT_THAT(page.head,
              AllOf(HasSubstr("content-encoding: gzip"), HasSubstr("etag: W/\"of-the-page\""),
                    HasSubstr("vary: Accept-Encoding")));
  EXPECT_LT(page.body.size(), 1000);
  for (const std::string& path :
       {std::string("/calendar/venues/library.ics"), absl::StrCat("/c/", kSecret, "/hall.ics")}) {
    const Seen calendar = caller_.Get(path, compressing);
    EXPECT_THAT(calendar.head,
                AllOf(Not(HasSubstr("content-encoding")), HasSubstr("etag: \"of-the-page\"")))
        << path;
    EXPECT_EQ(calendar.body.size(), 5000) << path;
  }
}

// In its own address, so that the two are one origin.
TEST_F(SiteEdge, CarriesCallsOfBrowsersToTheSiteAndOthersToTheServer) {
  const auto call = [&](const std::string& type) {
    return caller_.Get("/taqvim.v1.AccessService/GetCaller",
                       {"--request", "POST", "--header", absl::StrCat("Content-Type: ", type),
                        "--data-binary", "x"});
  };
  const int before = site_.asked();
  EXPECT_THAT(call("application/grpc").head, HasSubstr("grpc-status: "));
  EXPECT_THAT(call("application/json").head, HasSubstr("grpc-status: 12"));
  EXPECT_EQ(site_.asked(), before);
  EXPECT_EQ(call("application/grpc-web").status, 200);
  EXPECT_EQ(site_.asked(), before + 1);
  EXPECT_EQ(site_.last().body, "x");
  grpc::ClientContext context;
  v1::GetCallerResponse answer;
  const auto channel = testing::OwnChannel(edge_->address(), edge_->ShowToken());
  EXPECT_TRUE(v1::AccessService::NewStub(channel)->GetCaller(&context, {}, &answer).ok());
  EXPECT_EQ(answer.principal(), testing::kWebsite);
}

TEST_F(SiteEdge, TellsStreamsAsTheyCome) {
  testing::Process stream(
      caller_.Command("/taqvim.v1.ChangeService/WatchChanges",
                      {"--request", "POST", "--header", "Content-Type: application/grpc-web+proto",
                       "--data-binary", "x"}),
      caller_.File("curl.log"));
  const absl::Time deadline = absl::Now() + kPatience;
  while (ReadFile(caller_.File("body")) != "first") {
    ASSERT_LT(absl::Now(), deadline) << "nothing is told before the end";
    ASSERT_FALSE(stream.Ended()) << ReadFile(caller_.File("curl.log"));
    absl::SleepFor(absl::Milliseconds(5));
  }
  site_.EndStream();
  EXPECT_EQ(stream.Wait(), 0);
  EXPECT_EQ(ReadFile(caller_.File("body")), "firstsecond");
}

// Wherever somebody puts it, and whether the site is there or not.
TEST_F(SiteEdge, HasNoSecretInItsLogs) {
  const std::vector<std::string> places = {
      absl::StrCat("/c/", kSecret, "/hall.ics"),   absl::StrCat("/C/", kSecret, "/hall.ics"),
      absl::StrCat("//c/", kSecret, "/hall.ics"),  absl::StrCat("/%63/", kSecret, "/hall.ics"),
      absl::StrCat("/x/../c/", kSecret, "/a.ics"), absl::StrCat("/", kSecret),
      absl::StrCat("/search?q=", kSecret),         absl::StrCat("/c/", kSecret, "?lang=ru"),
      absl::StrCat("/taqvim.v1.X/Y?", kSecret)};
  const auto ask_all = [&] {
    for (const std::string& path : places) caller_.Get(path);
    caller_.Get("/",
                {"--header", absl::StrCat("Referer: https://x.example/c/", kSecret, "/a.ics")});
    caller_.Get("/", {"--header", absl::StrCat("Cookie: taqvim=", kSecret)});
  };
  ask_all();
  // Now there is something to say of each in the log of errors, too.
  site_.Stop();
  const Seen away = caller_.Get("/venues/library");
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(away.head, AllOf(HasSubstr("retry-after: 30"), HasSubstr("text/plain")));
  ask_all();
  const std::string calls = edge_->StopAndReadCalls();
  EXPECT_THAT(calls, HasSubstr("\"/c/...\" 200"));
  EXPECT_THAT(calls, HasSubstr("\"/venues/library\" 503"));
  EXPECT_THAT(edge_->errors(), HasSubstr("GET /venues/library")) << "other errors are told";
  for (const std::string& log :
       {calls, edge_->errors(), ReadFile(edge_->dir().Path("nginx.log"))}) {
    EXPECT_THAT(log, Not(HasSubstr("taqvim_"))) << log;
  }
}

TEST(SiteEdgeLimits, AreOfAnAddressAndSaidInWords) {
  const auto edge = testing::Edge::WithSite({"--rate", "1"});
  const AnsweringSite site(edge->site_socket());
  const Caller caller(*edge);
  Seen seen;
  for (int i = 0; i < 100 && seen.status != 429; ++i) seen = caller.Get("/");
  EXPECT_EQ(seen.status, 429);
  EXPECT_THAT(seen.head, AllOf(HasSubstr("retry-after: 1"), HasSubstr("text/plain")));
  EXPECT_THAT(seen.body, HasSubstr("too many requests"));
}

// The real one, whose edge is the real one.
TEST(SiteEdgeWithTaqvimWeb, ShowsTheSiteAndFeedsByKeys) {
  const auto edge = testing::Edge::WithSite();
  client::Client& client = edge->server().client();
  testing::EnterLibrary(client);
  v1::CreateAccessTokenRequest of_site;
  of_site.mutable_access_token()->set_principal("site");
  of_site.add_grants()->set_role(v1::ROLE_PUBLIC);
  testing::ReplaceFile(edge->dir().Path("site.token"),
                       client.Call<v1::CreateAccessTokenResponse>(of_site)->secret());
  testing::ServerProcess site(
      {TAQVIM_WEB, "--server", edge->server().address(), "--token-file",
       edge->dir().Path("site.token"), "--listen", "127.0.0.1:0", "--edge-socket",
       edge->site_socket(), "--public-address", "https://schedule.example", "--log-level", "debug"},
      edge->dir(), "taqvim-web");
  const auto planner = testing::ConnectOnce(edge->server().address(), {.token = edge->token()});
  v1::CreateFeedKeyRequest of_hall;
  of_hall.mutable_filter()->add_spaces(testing::Space("hall"));
  const auto key = planner->Call<v1::CreateFeedKeyResponse>(of_hall);
  ASSERT_TRUE(key.ok()) << key.status();
  const Caller caller(*edge);
  const absl::Time deadline = absl::Now() + kPatience;
  while (caller.Get("/health").status != 200) {
    ASSERT_LT(absl::Now(), deadline) << ReadFile(edge->dir().Path("taqvim-web.log"));
  }
  EXPECT_THAT(caller.Get("/venues/library").body, HasSubstr("</html>"));
  const Seen feed = caller.Get(absl::StrCat("/c/", key->secret(), "/hall.ics"));
  EXPECT_EQ(feed.status, 200) << feed.body;
  EXPECT_THAT(feed.head,
              AllOf(HasSubstr("cache-control: private"), HasSubstr("x-robots-tag: noindex"),
                    HasSubstr("referrer-policy: no-referrer")));
  EXPECT_EQ(site.process().Ended(), false);
  site.process().Signal(SIGTERM);
  EXPECT_EQ(site.process().Wait(), 0);
  const std::string said = ReadFile(edge->dir().Path("taqvim-web.log"));
  EXPECT_THAT(said, HasSubstr("GET /c/... of 127.0.0.1 was answered with 200"));
  for (const std::string& log :
       {said, edge->StopAndReadCalls(), edge->errors(), edge->server().log()}) {
    EXPECT_THAT(log, Not(HasSubstr(key->secret()))) << log;
  }
}

}  // namespace
}  // namespace taqvim::edge
