// Signing in and out before a real server.
#include "client/web/relay/sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "client/web/relay/relay.h"
#include "client/web/relay/testing/guarded_server.h"
#include "client/web/relay/testing/web_caller.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {
namespace {

using testing::CallWeb;
using testing::Cookie;
using ::testing::EndsWith;
using testing::GuardedServer;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Post;
using testing::RawClient;
using testing::RawResponse;
using testing::RelaySite;
using ::testing::StartsWith;

constexpr char kWhoCalls[] = "/taqvim.v1.AccessService/GetCaller";
constexpr char kOrigin[] = "Origin: http://127.0.0.1:8780\r\n";

RawResponse Ask(const std::string& address, const std::string& request) {
  RawClient client(address);
  client.Send(request);
  return client.Receive();
}

RawResponse Open(const std::string& address, absl::string_view secret,
                 absl::string_view more = kOrigin) {
  return Ask(address,
             Post("/session", absl::StrCat(R"({"secret": ")", secret, R"(", "device": "phone"})"),
                  more, "application/json"));
}

RawResponse Close(const std::string& address, absl::string_view more) {
  return Ask(address, absl::StrCat("DELETE /session HTTP/1.1\r\nHost: a\r\n", more, "\r\n"));
}

std::string SecretSetBy(const RawResponse& response) {
  absl::string_view cookie = response.headers.Find("Set-Cookie").value_or("");
  EXPECT_TRUE(absl::ConsumePrefix(&cookie, "taqvim=")) << response.status << response.body;
  return std::string(cookie.substr(0, cookie.find(';')));
}

class SignInTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new GuardedServer(); }
  static void TearDownTestSuite() { delete server_; }

  grpc::StatusCode CodeAs(const std::string& secret) {
    return CallWeb(site_.address(), kWhoCalls, "", Cookie(secret)).end->error_code();
  }
  v1::GetCallerResponse CallerWith(const std::string& secret) {
    v1::GetCallerResponse caller;
    const auto answer = CallWeb(site_.address(), kWhoCalls, "", Cookie(secret));
    if (!answer.messages.empty()) caller.ParseFromString(answer.messages[0]);
    return caller;
  }

  static GuardedServer* server_;
  RelaySite site_{{.server = server_->address()}};
};

GuardedServer* SignInTest::server_ = nullptr;

TEST_F(SignInTest, TakesAnAccessToken) {
  const RawResponse response = Open(site_.address(), server_->MakeToken(v1::ROLE_VIEWER, "aygun"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Find("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.Find("Cache-Control"), "no-store");
  EXPECT_THAT(response.body, HasSubstr(R"("principal":"aygun")"));
  const std::string secret = SecretSetBy(response);
  EXPECT_THAT(response.body, Not(HasSubstr(secret)));
  const auto caller = CallerWith(secret);
  EXPECT_EQ(caller.principal(), "aygun");
  EXPECT_EQ(caller.access_token().kind(), v1::ACCESS_TOKEN_KIND_SESSION);
  EXPECT_EQ(caller.access_token().device(), "phone");
}

TEST_F(SignInTest, TakesAnInvitationOnce) {
  const std::string invitation = server_->MakeInvitation(v1::ROLE_VIEWER, "berik");
  EXPECT_EQ(CallerWith(SecretSetBy(Open(site_.address(), invitation))).principal(), "berik");
  const RawResponse again = Open(site_.address(), invitation);
  EXPECT_EQ(again.status, 401);
  EXPECT_TRUE(again.headers.Has("WWW-Authenticate"));
  EXPECT_FALSE(again.headers.Has("Set-Cookie"));
}

TEST_F(SignInTest, LeadsAFormOfAPageOn) {
  const RawResponse response = Ask(
      site_.address(), Post("/session", "secret=" + server_->MakeToken(v1::ROLE_VIEWER, "chinara"),
                            kOrigin, "application/x-www-form-urlencoded"));
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.Find("Location"), "/");
  const auto caller = CallerWith(SecretSetBy(response));
  EXPECT_EQ(caller.principal(), "chinara");
  EXPECT_EQ(caller.access_token().device(), "browser");
}

TEST_F(SignInTest, RefusesWhatOpensNothing) {
  const std::string session = server_->MakeSession(v1::ROLE_VIEWER, "dilshod");
  // A session opens no other.
  EXPECT_EQ(Open(site_.address(), session).status, 403);
  const RawResponse unknown = Open(site_.address(), "taqvim_nothing");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_THAT(unknown.body, EndsWith(".\n"));
  EXPECT_EQ(Open(site_.address(), "").status, 400);
  EXPECT_EQ(Ask(site_.address(), Post("/session", "{}", kOrigin, "text/plain")).status, 415);
  EXPECT_EQ(Ask(site_.address(), "GET /session HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
  const RawResponse device =
      Ask(site_.address(),
          Post("/session",
               absl::StrCat(R"({"device": ")", std::string(101, 'x'), R"(", "secret": ")",
                            server_->MakeToken(v1::ROLE_VIEWER, "elnur"), "\"}"),
               kOrigin, "application/json"));
  EXPECT_EQ(device.status, 400);
  EXPECT_THAT(device.body, HasSubstr("device"));
}

TEST_F(SignInTest, DoesNothingForPagesOfOthers) {
  const std::string invitation = server_->MakeInvitation(v1::ROLE_VIEWER, "farid");
  const std::string session = server_->MakeSession(v1::ROLE_VIEWER, "gulnara");
  for (const char* field :
       {"Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"}) {
    EXPECT_EQ(Open(site_.address(), invitation, field).status, 403) << field;
    const RawResponse closed = Close(site_.address(), absl::StrCat(field, Cookie(session)));
    EXPECT_EQ(closed.status, 403) << field;
    EXPECT_FALSE(closed.headers.Has("Set-Cookie"));
  }
  EXPECT_EQ(CodeAs(session), grpc::OK);
  EXPECT_EQ(Open(site_.address(), invitation).status, 200);
}

TEST_F(SignInTest, EndsTheSession) {
  const std::string secret =
      SecretSetBy(Open(site_.address(), server_->MakeToken(v1::ROLE_ORGANIZER, "hasan")));
  const RawResponse closed = Close(site_.address(), kOrigin + Cookie(secret));
  EXPECT_EQ(closed.status, 204);
  EXPECT_THAT(std::string(*closed.headers.Find("Set-Cookie")), StartsWith("taqvim=; "));
  EXPECT_EQ(CodeAs(secret), grpc::UNAUTHENTICATED);
  // Again, and for whoever has none, there is nothing to do.
  EXPECT_EQ(Close(site_.address(), kOrigin + Cookie(secret)).status, 204);
  const RawResponse nothing = Close(site_.address(), kOrigin);
  EXPECT_EQ(nothing.status, 204);
  EXPECT_FALSE(nothing.headers.Has("Set-Cookie"))
      << "it could be that of a session opened meanwhile";
}

// Somebody may put what they like into a cookie.
TEST_F(SignInTest, RevokesNothingButSessions) {
  const std::string token = server_->MakeToken(v1::ROLE_VIEWER, "ilham");
  EXPECT_EQ(Close(site_.address(), kOrigin + Cookie(token)).status, 204);
  EXPECT_EQ(CodeAs(token), grpc::OK);
}

TEST_F(SignInTest, SaysThatTheServerIsNotReached) {
  RelaySite site({.server = "127.0.0.1:1"});
  const RawResponse opened = Open(site.address(), "taqvim_x");
  EXPECT_EQ(opened.status, 503);
  EXPECT_TRUE(opened.headers.Has("Retry-After"));
  EXPECT_THAT(opened.body, Not(HasSubstr("127.0.0.1")));
  const RawResponse closed = Close(site.address(), kOrigin + Cookie("taqvim_x"));
  EXPECT_EQ(closed.status, 503);
  EXPECT_THAT(closed.body, HasSubstr("signed out"));
  EXPECT_TRUE(closed.headers.Has("Set-Cookie"));
}

TEST_F(SignInTest, HasASecureCookieWhereTheSiteIs) {
  RelaySite site({.server = server_->address(), .public_address = "https://schedule.example"});
  const std::string token = server_->MakeToken(v1::ROLE_VIEWER, "jamila");
  const RawResponse response = Open(site.address(), token, "Origin: https://schedule.example\r\n");
  EXPECT_THAT(std::string(response.headers.Find("Set-Cookie").value_or("")),
              ::testing::AllOf(StartsWith("__Host-taqvim=taqvim_"), HasSubstr("; Secure"),
                               HasSubstr("; HttpOnly"), HasSubstr("; SameSite=Strict")));
}

TEST_F(SignInTest, TakesNoSecretInPlainText) {
  const std::string token = server_->MakeToken(v1::ROLE_VIEWER, "kamil");
  RelaySite plain({.server = server_->address(), .public_address = "http://schedule.example"});
  const RawResponse response = Open(plain.address(), token, "Origin: http://schedule.example\r\n");
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body, HasSubstr("plain text"));
  RelaySite far({.server = "192.0.2.7:8750"});
  EXPECT_EQ(Open(far.address(), token).status, 403);
}

TEST_F(SignInTest, TellsTheLogNoSecret) {
  const std::string token = server_->MakeToken(v1::ROLE_VIEWER, "leyla");
  std::string log;
  absl::Mutex mutex;
  HttpServer::Options http;
  http.log = [&](absl::string_view sentence) {
    const absl::MutexLock lock(&mutex);
    absl::StrAppend(&log, sentence, "\n");
  };
  std::string session;
  {
    RelaySite site({.server = server_->address()}, http);
    session = SecretSetBy(Open(site.address(), token));
    CallWeb(site.address(), kWhoCalls, "", Cookie(session));
    EXPECT_EQ(Close(site.address(), kOrigin + Cookie(session)).status, 204);
  }
  EXPECT_THAT(log, HasSubstr("DELETE /session"));
  EXPECT_THAT(log, HasSubstr(kWhoCalls));
  EXPECT_THAT(log, Not(HasSubstr(token)));
  EXPECT_THAT(log, Not(HasSubstr(session)));
}

}  // namespace
}  // namespace taqvim::web
