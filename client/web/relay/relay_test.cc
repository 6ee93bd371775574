// The relay before a real server: what comes out is what gRPC would have said.
#include "client/web/relay/relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "client/error.h"
#include "client/web/relay/testing/guarded_server.h"
#include "client/web/relay/testing/web_caller.h"
#include "client/web/relay/upstream.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/generic/generic_stub.h"
#include "server/process/descriptors.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/change_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "tests/support/taqvimd.h"
#include "tests/support/wire.h"

namespace taqvim::web {
namespace {

using ::testing::AnyOf;
using testing::CallWeb;
using testing::Cookie;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::Framed;
using testing::GuardedServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::Post;
using testing::RelaySite;
using ::testing::SizeIs;
using testing::WebAnswer;
using testing::WebCall;

constexpr char kGetCaller[] = "/taqvim.v1.AccessService/GetCaller";
constexpr char kGetEvent[] = "/taqvim.v1.EventService/GetEvent";
constexpr char kListEvents[] = "/taqvim.v1.EventService/ListEvents";
constexpr char kWatchChanges[] = "/taqvim.v1.ChangeService/WatchChanges";

struct Direct {
  grpc::Status status;
  std::string message;
};

// The call without a relay.
Direct CallDirectly(const std::string& address, const std::string& path, const std::string& secret,
                    absl::string_view message = "") {
  grpc::GenericStub stub(taqvim::testing::OwnChannel(address));
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + secret);
  const grpc::ByteBuffer request = ToBuffer(message);
  grpc::ByteBuffer response;
  Direct direct;
  absl::Notification done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) {
                   direct.status = std::move(status);
                   done.Notify();
                 });
  done.WaitForNotification();
  direct.message = ToBytes(response);
  return direct;
}

struct UnaryMethod {
  std::string path;
  bool reads = false;
};

std::vector<UnaryMethod> UnaryMethods() {
  using google::protobuf::MethodOptions;
  std::vector<UnaryMethod> methods;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"EventService", "VenueService", "DirectoryService", "ScheduleService",
                           "AccessService", "ChangeService"}) {
    const auto& service = *pool.FindServiceByName(absl::StrCat("taqvim.v1.", name));
    for (int i = 0; i < service.method_count(); ++i) {
      const auto& method = *service.method(i);
      if (method.server_streaming()) continue;
      methods.push_back(
          {.path = absl::StrCat("/", service.full_name(), "/", method.name()),
           .reads = method.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS});
    }
  }
  return methods;
}

std::string ReasonOf(const grpc::Status& status) {
  return client::DecodeError(client::FromGrpc(status)).reason;
}

// One server for all tests, as starting it takes longer than they do.
class RelayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new GuardedServer();
    admin_ = new std::string(server_->MakeSession(v1::ROLE_ADMIN, "chief"));
  }
  static void TearDownTestSuite() {
    delete admin_;
    delete server_;
  }

  static Relay::Options To(const std::string& address) { return {.server = address}; }

  WebAnswer CallAsAdmin(absl::string_view path, absl::string_view message = "") {
    return CallWeb(site_.address(), path, message, Cookie(*admin_));
  }
  WebAnswer Send(absl::string_view request) { return WebCall(site_.address(), request).AwaitEnd(); }
  void ExpectMalformed(absl::string_view body, absl::string_view more = "") {
    const WebAnswer answer = Send(Post(kGetCaller, body, more));
    EXPECT_EQ(answer.http, 200);
    ASSERT_TRUE(answer.end);
    EXPECT_EQ(answer.end->error_code(), grpc::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(*answer.end), "MALFORMED_REQUEST");
    EXPECT_THAT(answer.end->error_message(), EndsWith("."));
    EXPECT_THAT(answer.messages, IsEmpty());
  }

  static GuardedServer* server_;
  static std::string* admin_;
  RelaySite site_{To(server_->address())};
};

GuardedServer* RelayTest::server_ = nullptr;
std::string* RelayTest::admin_ = nullptr;

TEST_F(RelayTest, AnswersEachMethodAsTheServerDoes) {
  const std::vector<UnaryMethod> methods = UnaryMethods();
  EXPECT_GT(methods.size(), 50);
  int errors = 0;
  for (const auto& [path, reads] : methods) {
    const Direct direct = CallDirectly(server_->address(), path, *admin_);
    const WebAnswer answer = CallAsAdmin(path);
    ASSERT_TRUE(answer.end) << path;
    EXPECT_EQ(answer.http, 200);
    EXPECT_EQ(answer.end->error_code(), direct.status.error_code()) << path;
    EXPECT_EQ(answer.end->error_message(), direct.status.error_message()) << path;
    EXPECT_EQ(answer.end->error_details(), direct.status.error_details()) << path;
    EXPECT_THAT(answer.messages, SizeIs(direct.status.ok() ? 1 : 0)) << path;
    if (!direct.status.ok()) {
      EXPECT_FALSE(answer.end->error_details().empty()) << path;
      ++errors;
    } else if (reads && path != kGetCaller) {
      // Which says until when the session lasts, and each use puts that off.
      EXPECT_EQ(answer.messages.at(0), direct.message) << path;
    }
  }
  EXPECT_GT(errors, 20);
}

// Whatever bytes come in, messages of the contract or not.
TEST_F(RelayTest, HandsOnAnyBytes) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  std::vector<UnaryMethod> methods = UnaryMethods();
  std::erase_if(methods, [](const UnaryMethod& method) {
    return !method.reads || method.path == kGetCaller;
  });
  for (int i = 0; i < 50; ++i) {
    const std::string& path = methods[random() % methods.size()].path;
    // Half of them a field of text, which most requests have first.
    std::string message(random() % 40, '\0');
    for (char& byte : message) byte = static_cast<char>(random());
    if (i % 2 == 0) message = absl::StrCat("\x0a", std::string(1, message.size()), message);
    const Direct direct = CallDirectly(server_->address(), path, *admin_, message);
    const WebAnswer answer = CallAsAdmin(path, message);
    ASSERT_TRUE(answer.end) << path;
    ASSERT_EQ(answer.end->error_code(), direct.status.error_code()) << path;
    ASSERT_EQ(answer.end->error_message(), direct.status.error_message()) << path;
    ASSERT_EQ(answer.end->error_details(), direct.status.error_details()) << path;
    ASSERT_EQ(answer.messages.empty() ? "" : answer.messages[0], direct.message) << path;
  }
}

TEST_F(RelayTest, HandsOnTheMessageAndTheAnswer) {
  v1::GetEventRequest request;
  request.set_name("events/nothing");
  const WebAnswer answer = CallAsAdmin(kGetEvent, request.SerializeAsString());
  EXPECT_EQ(answer.end->error_code(), grpc::NOT_FOUND);
  const auto error = client::DecodeError(client::FromGrpc(*answer.end));
  EXPECT_EQ(error.reason, "RESOURCE_NOT_FOUND");
  EXPECT_EQ(error.resource, "events/nothing");
}

TEST_F(RelayTest, SaysWhatTheAnswerIs) {
  const WebAnswer answer = CallAsAdmin(kGetCaller);
  EXPECT_EQ(answer.headers.Find("Content-Type"), "application/grpc-web+proto");
  EXPECT_EQ(answer.headers.Find("Cache-Control"), "no-store, no-transform");
  EXPECT_EQ(answer.headers.Find("X-Content-Type-Options"), "nosniff");
}

TEST_F(RelayTest, CallsAsWhoseSessionItIs) {
  const std::string session = server_->MakeSession(v1::ROLE_VIEWER, "guest");
  v1::GetCallerResponse caller;
  ASSERT_TRUE(caller.ParseFromString(
      CallWeb(site_.address(), kGetCaller, "", Cookie(session)).messages.at(0)));
  EXPECT_EQ(caller.principal(), "guest");
  ASSERT_TRUE(caller.ParseFromString(CallAsAdmin(kGetCaller).messages.at(0)));
  EXPECT_EQ(caller.principal(), "chief");
}

// The site's own credentials are for what the site reads itself.
TEST_F(RelayTest, LendsNobodyTheTokenOfTheSite) {
  Relay::Options options = To(server_->address());
  options.credentials.token = server_->MakeToken(v1::ROLE_PUBLIC, "website");
  RelaySite site(options);
  const WebAnswer answer = CallWeb(site.address(), kListEvents, "");
  EXPECT_EQ(answer.end->error_code(), grpc::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(*answer.end), "UNAUTHENTICATED");
}

TEST_F(RelayTest, HandsNoOtherCredentialsOn) {
  const std::string token = server_->MakeToken(v1::ROLE_ADMIN, "other");
  const std::string bearer = absl::StrCat("Authorization: Bearer ", token, "\r\n");
  EXPECT_EQ(CallWeb(site_.address(), kGetCaller, "", bearer).end->error_code(),
            grpc::UNAUTHENTICATED);
  v1::GetCallerResponse caller;
  ASSERT_TRUE(caller.ParseFromString(
      CallWeb(site_.address(), kGetCaller, "", bearer + Cookie(*admin_)).messages.at(0)));
  EXPECT_EQ(caller.principal(), "chief");
  // What only an edge may say to the server would have the call refused.
  EXPECT_TRUE(
      CallWeb(site_.address(), kGetCaller, "", Cookie(*admin_) + "X-Client-Address: 192.0.2.1\r\n")
          .end->ok());
}

TEST_F(RelayTest, TakesBinaryGrpcWebAlone) {
  for (const char* type : {"application/grpc-web-text", "application/grpc-web-text+proto",
                           "application/grpc-web+json", "application/grpc", "application/json",
                           "application/grpc+proto", "application/proto", "text/plain"}) {
    const WebAnswer answer = Send(Post(kGetCaller, Framed(""), Cookie(*admin_), type));
    EXPECT_EQ(answer.http, 415) << type;
    EXPECT_THAT(answer.sentence, EndsWith(".\n"));
  }
  for (const char* type : {"application/grpc-web", "application/grpc-web+proto",
                           "Application/GRPC-Web+Proto", "application/grpc-web; charset=utf-8"}) {
    EXPECT_TRUE(Send(Post(kGetCaller, Framed(""), Cookie(*admin_), type)).end->ok()) << type;
  }
  EXPECT_EQ(Send(Post(kGetCaller, Framed(""), "Content-Type: text/plain\r\n")).http, 415);
}

TEST_F(RelayTest, TakesPostAlone) {
  for (const char* method : {"GET", "PUT", "OPTIONS", "HEAD"}) {
    WebCall call(site_.address(), absl::StrCat(method, " ", kGetCaller,
                                               " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                               "Content-Type: application/grpc-web\r\n\r\n"));
    const WebAnswer& answer = call.AwaitHead();
    EXPECT_EQ(answer.http, 405) << method;
    EXPECT_EQ(answer.headers.Find("Allow"), "POST");
    // A page of another site, which asks first, is granted nothing.
    EXPECT_FALSE(answer.headers.Has("Access-Control-Allow-Origin"));
  }
}

TEST_F(RelayTest, KnowsTheContractAlone) {
  for (const char* path :
       {"/taqvim.v1.EventService/Nothing", "/taqvim.v1.Nothing/GetEvent",
        "/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.channelz.v1.Channelz/GetServers"}) {
    EXPECT_EQ(Send(Post(path, Framed(""), Cookie(*admin_))).http, 404) << path;
  }
}

TEST_F(RelayTest, TakesNothingFromPagesOfOthers) {
  for (const char* field :
       {"Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
        "Origin: http://127.0.0.1:8780\r\nOrigin: https://evil.example\r\n"}) {
    const WebAnswer answer =
        Send(Post(kGetCaller, Framed(""), absl::StrCat(Cookie(*admin_), field)));
    EXPECT_EQ(answer.http, 403) << field;
    EXPECT_THAT(answer.sentence, EndsWith("localhost:8780.\n"));
    EXPECT_FALSE(answer.end);
  }
  EXPECT_TRUE(Send(Post(kGetCaller, Framed(""),
                        absl::StrCat(Cookie(*admin_), "Origin: http://127.0.0.1:8780\r\n")))
                  .end->ok());
}

TEST_F(RelayTest, RefusesWhatIsNoFrame) {
  ExpectMalformed("");
  ExpectMalformed("abc");
  ExpectMalformed(Framed("abc").substr(0, 7));
  ExpectMalformed(Framed("") + Framed(""));
  ExpectMalformed(Framed("") + "x");
  ExpectMalformed(Framed("", '\x80'));
  ExpectMalformed(Framed("", '\x02'));
  ExpectMalformed(Framed(""), "grpc-timeout: soon\r\n");
  const WebAnswer compressed = Send(Post(kGetCaller, Framed("x", '\x01')));
  EXPECT_EQ(compressed.end->error_code(), grpc::UNIMPLEMENTED);
}

TEST_F(RelayTest, TakesAnyTimeThatCallersWait) {
  for (const char* timeout : {"99999999H", "60S", "60000000u"}) {
    const std::string field = absl::StrCat("grpc-timeout: ", timeout, "\r\n");
    EXPECT_TRUE(CallWeb(site_.address(), kGetCaller, "", Cookie(*admin_) + field).end->ok())
        << timeout;
  }
}

// A message that is too large for the server is refused by it, and one that is larger yet before
// it has come.
TEST_F(RelayTest, RefusesWhatIsTooLarge) {
  const std::string large((4 << 20) + 1, 'x');
  const WebAnswer refused = CallAsAdmin(kListEvents, large);
  EXPECT_EQ(refused.end->error_code(), grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Send(absl::StrCat("POST ", kListEvents, " HTTP/1.1\r\nHost: a\r\nContent-Type: ",
                              "application/grpc-web\r\nContent-Length: 5000000\r\n\r\n"))
                .http,
            413);
}

TEST_F(RelayTest, WatchesUntilTheSessionIsRevoked) {
  const std::string session = server_->MakeSession(v1::ROLE_VIEWER, "watcher");
  v1::WatchChangesRequest request;
  request.set_snapshot(true);
  WebCall call(site_.address(), kWatchChanges, request.SerializeAsString(), Cookie(session));
  ASSERT_THAT(call.AwaitMessages(1).messages, SizeIs(::testing::Ge(1)));
  v1::WatchChangesResponse first;
  EXPECT_TRUE(first.ParseFromString(call.AwaitMessages(1).messages[0]));
  EXPECT_FALSE(call.AwaitMessages(1).end);
  server_->RevokeSessions("watcher");
  const WebAnswer& answer = call.AwaitEnd();
  ASSERT_TRUE(answer.end);
  EXPECT_EQ(answer.end->error_code(), grpc::UNAUTHENTICATED);
  EXPECT_EQ(CallWeb(site_.address(), kGetCaller, "", Cookie(session)).end->error_code(),
            grpc::UNAUTHENTICATED);
}

TEST_F(RelayTest, EndsAStreamThatTheServerRefuses) {
  v1::WatchChangesRequest request;
  request.set_after_revision_token("nonsense");
  const WebAnswer answer = CallAsAdmin(kWatchChanges, request.SerializeAsString());
  EXPECT_EQ(answer.http, 200);
  ASSERT_TRUE(answer.end);
  EXPECT_EQ(answer.end->error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_FALSE(answer.end->error_details().empty());
}

TEST_F(RelayTest, EndsStreamsWhenTheSiteStops) {
  WebCall call(site_.address(), kWatchChanges, "", Cookie(*admin_));
  ASSERT_THAT(call.AwaitMessages(1).messages, SizeIs(1));
  site_.relay().End();
  const WebAnswer& answer = call.AwaitEnd();
  ASSERT_TRUE(answer.end);
  EXPECT_EQ(answer.end->error_code(), grpc::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(*answer.end), "SHUTTING_DOWN");
  EXPECT_EQ(ReasonOf(*CallAsAdmin(kGetCaller).end), "SHUTTING_DOWN");
}

TEST_F(RelayTest, TakesSoManyCallsOfAnAddress) {
  Relay::Options options = To(server_->address());
  options.limits.calls_of_an_address = 2;
  RelaySite site(options);
  WebCall one(site.address(), kWatchChanges, "", Cookie(*admin_));
  WebCall two(site.address(), kWatchChanges, "", Cookie(*admin_));
  ASSERT_THAT(one.AwaitMessages(1).messages, SizeIs(1));
  ASSERT_THAT(two.AwaitMessages(1).messages, SizeIs(1));
  const WebAnswer answer = CallWeb(site.address(), kGetCaller, "", Cookie(*admin_));
  EXPECT_EQ(answer.end->error_code(), grpc::RESOURCE_EXHAUSTED);
  const auto error = client::DecodeError(client::FromGrpc(*answer.end));
  EXPECT_EQ(error.reason, "LIMIT_EXCEEDED");
  EXPECT_EQ(error.retry_delay, absl::Seconds(1));
}

TEST_F(RelayTest, SaysThatTheServerIsNotReached) {
  RelaySite site(To("127.0.0.1:1"));
  for (const char* path : {kGetCaller, kWatchChanges}) {
    const WebAnswer answer = CallWeb(site.address(), path, "", Cookie(*admin_));
    ASSERT_TRUE(answer.end) << path;
    EXPECT_EQ(answer.end->error_code(), grpc::UNAVAILABLE);
    EXPECT_THAT(answer.end->error_message(), HasSubstr("does not reach the server"));
    // Where it is, is nobody's business.
    EXPECT_THAT(answer.end->error_message(), ::testing::Not(HasSubstr("127.0.0.1")));
  }
  EXPECT_EQ(CallWeb(site.address(), kGetCaller, "").end->error_code(), grpc::UNAVAILABLE);
}

TEST(RelayStream, MayBeOneOfAThousand) {
  constexpr int kStreams = 1000;
  process::RaiseDescriptorLimit();
  ASSERT_GT(process::DescriptorLimit(), 2 * kStreams + 200);
  GuardedServer server({"--caller-streams", "2000"});
  const std::string session = server.MakeSession(v1::ROLE_VIEWER, "watcher");
  HttpServer::Options http;
  http.limits.at_once_of_an_address = 2 * kStreams;
  RelaySite site({.server = server.address(), .limits = {.calls_of_an_address = kStreams}}, http);
  std::vector<std::unique_ptr<WebCall>> calls;
  for (int i = 0; i < kStreams; ++i) {
    calls.push_back(std::make_unique<WebCall>(site.address(), kWatchChanges, "", Cookie(session)));
  }
  // The server has said to each how far it is, so each stands.
  for (const auto& call : calls) {
    const WebAnswer& answer = call->AwaitMessages(1);
    ASSERT_THAT(answer.messages, SizeIs(1))
        << answer.http << (answer.end ? answer.end->error_message() : "");
  }
  EXPECT_EQ(site.relay().under_way().calls(), kStreams);
  const WebAnswer answer = CallWeb(site.address(), kWatchChanges, "", Cookie(session));
  EXPECT_EQ(answer.end->error_code(), grpc::RESOURCE_EXHAUSTED);
  calls.clear();
  site.relay().under_way().AwaitNone();
}

TEST(RelayCreate, RefusesAServerThatCannotBe) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      Relay::Create({.server = "unix:/run/x", .credentials = {.tls = true}}).status()));
}

// What comes over loopback may do everything there; what comes over the site may not.
TEST(Strangers, DoNoMoreThanLook) {
  taqvim::testing::Taqvimd open;
  RelaySite site({.server = open.address()});
  const WebAnswer answer = CallWeb(site.address(), kListEvents, "");
  EXPECT_EQ(answer.end->error_code(), grpc::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(*answer.end), "PERMISSION_DENIED");
  EXPECT_EQ(CallWeb(site.address(), kWatchChanges, "").end->error_code(), grpc::PERMISSION_DENIED);
}

TEST(Strangers, AreNotTheOperator) {
  GuardedServer server;
  RelaySite site({.server = server.process().operator_address()});
  EXPECT_EQ(CallWeb(site.address(), kGetCaller, "").end->error_code(), grpc::PERMISSION_DENIED);
}

TEST(Strangers, SeeWhatIsPublishedWhereTheyMay) {
  GuardedServer server({}, "public");
  RelaySite site({.server = server.address()});
  EXPECT_TRUE(CallWeb(site.address(), kListEvents, "").end->ok());
  WebCall call(site.address(), kWatchChanges, "");
  EXPECT_THAT(call.AwaitMessages(1).messages, SizeIs(1));
}

// The server may be started again in another way.
TEST(Strangers, AreAskedAboutAgain) {
  GuardedServer server({}, "public");
  taqvim::testing::Taqvimd open;
  taqvim::testing::Wire wire;
  wire.LeadTo(server.address());
  std::atomic<int> now = 0;
  RelaySite site({.server = wire.address(), .clock = [&] { return absl::FromUnixSeconds(now); }});
  EXPECT_TRUE(CallWeb(site.address(), kListEvents, "").end->ok());
  wire.LeadTo(open.address());
  wire.Cut();
  now += 10;
  WebAnswer answer;
  // The connections that were cut may still be thought to stand.
  do {
    answer = CallWeb(site.address(), kListEvents, "");
  } while (answer.end->error_code() == grpc::UNAVAILABLE);
  EXPECT_EQ(answer.end->error_code(), grpc::PERMISSION_DENIED);
}

TEST_F(RelayTest, CountsHowCallsEndedByMethod) {
  absl::Mutex mutex;
  std::vector<std::pair<std::string, grpc::StatusCode>> counted;
  Relay::Options options = To(server_->address());
  options.counts = [&](const std::string& method, grpc::StatusCode code, absl::Duration took) {
    absl::MutexLock lock(&mutex);
    EXPECT_GE(took, absl::ZeroDuration());
    counted.emplace_back(method, code);
  };
  {
    RelaySite site(std::move(options));
    CallWeb(site.address(), kGetCaller, "", Cookie(*admin_));
    CallWeb(site.address(), kGetEvent, "", Cookie(*admin_));
    WebCall(site.address(), Post(kListEvents, "malformed")).AwaitEnd();
    CallWeb(site.address(), "/taqvim.v1.EventService/Nothing", "");
    WebCall stream(site.address(), kWatchChanges, "", Cookie(*admin_));
    stream.AwaitMessages(1);
  }
  absl::MutexLock lock(&mutex);
  EXPECT_THAT(counted,
              ElementsAre(Pair("taqvim.v1.AccessService.GetCaller", grpc::OK),
                          Pair("taqvim.v1.EventService.GetEvent", grpc::INVALID_ARGUMENT),
                          Pair("taqvim.v1.EventService.ListEvents", grpc::INVALID_ARGUMENT),
                          Pair("taqvim.v1.ChangeService.WatchChanges",
                               AnyOf(grpc::CANCELLED, grpc::UNAVAILABLE))));
}

}  // namespace
}  // namespace taqvim::web
