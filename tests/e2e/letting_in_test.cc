// Who is let in by which way, and when: by hand, as no library would call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/certificates.h"
#include "tests/support/raw_http2.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawHttp2;
using Headers = RawHttp2::Headers;

constexpr char kGetCaller[] = "/taqvim.v1.AccessService/GetCaller";
constexpr char kCreate[] = "/taqvim.v1.DirectoryService/CreateOrganization";
constexpr char kWatch[] = "/taqvim.v1.ChangeService/WatchChanges";
constexpr char kUnauthenticated[] = "grpc-status: 16\n";

std::string ThisUser() { return getpwuid(geteuid())->pw_name; }

Headers FromEdge(const std::string& address) {
  return {{"x-client-address", address}, {"x-client-verify", "NONE"}};
}

Headers With(Headers headers, const Headers& more) {
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

class LettingIn : public ::testing::Test {
 protected:
  // A server with an edge's socket.
  void Serve(const std::vector<std::string>& more = {}, const std::string& role = "none") {
    std::vector<std::string> flags = {"--edge-socket", edge_,         "--edge-user",
                                      ThisUser(),      "--log-level", "debug"};
    flags.insert(flags.end(), more.begin(), more.end());
    server_.reset();
    server_ = testing::Taqvimd::Guarded(flags, role);
  }
  std::string Edge() const { return "unix:" + edge_; }

  // How the server ends a call that has sent this alone.
  static std::string OnHeaders(const std::string& address, const std::string& method,
                               const Headers& headers) {
    RawHttp2 connection(address);
    connection.Greet();
    return connection.AwaitEnd(connection.Begin(method, headers));
  }
  static std::string Call(const std::string& address, const std::string& method,
                          const Headers& headers, const std::string& message = "") {
    RawHttp2 connection(address);
    connection.Greet();
    const int stream = connection.Begin(method, headers);
    connection.SendMessage(stream, message, false);
    return connection.AwaitEnd(stream);
  }
  Headers Token() {
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_principal("website");
    request.add_grants()->set_role(v1::ROLE_ADMIN);
    const auto made = server_->client().Call<v1::CreateAccessTokenResponse>(request);
    EXPECT_TRUE(made.ok()) << made.status();
    return {{"authorization", absl::StrCat("Bearer ", made.ok() ? made->secret() : "")}};
  }
  int Organizations() {
    const auto all =
        server_->client().Call<v1::ListOrganizationsResponse>(v1::ListOrganizationsRequest());
    EXPECT_TRUE(all.ok()) << all.status();
    return all.ok() ? all->organizations_size() : -1;
  }

  testing::TempDir dir_;
  const std::string edge_ = dir_.Path("edge.socket");
  const std::string organization_ = testing::FromText<v1::CreateOrganizationRequest>(R"(
        organization_id: "library"
        organization { title { key: "en" value: "The National Library" } country: "KZ" })")
                                        .SerializeAsString();
  std::unique_ptr<testing::Taqvimd> server_;
};

// By these ways strangers come, so nothing is waited for.
class OnHeaders : public LettingIn, public ::testing::WithParamInterface<const char*> {
 protected:
  OnHeaders() {
    Serve({"--listen", "0.0.0.0:0", "--plaintext-beyond-loopback"});
    token_ = Token();
    if (by_edge()) token_ = With(token_, FromEdge("203.0.113.7"));
  }

  bool by_edge() const { return GetParam() == std::string("edge"); }
  std::string address() const { return by_edge() ? Edge() : server_->address(); }
  Headers Nobody() const { return by_edge() ? FromEdge("203.0.113.7") : Headers(); }

  Headers token_;
};

TEST_P(OnHeaders, WhoShowsNothingIsRefusedBeforeItsMessage) {
  for (const char* method : {kGetCaller, kCreate, kWatch}) {
    EXPECT_THAT(LettingIn::OnHeaders(address(), method, Nobody()), HasSubstr(kUnauthenticated));
  }
}

TEST_P(OnHeaders, WhoMayCallIsServedHoweverItsMessageComes) {
  EXPECT_THAT(Call(address(), kGetCaller, token_), HasSubstr("website"));
  RawHttp2 connection(address());
  connection.Greet();
  const int stream = connection.Begin(kCreate, token_);
  connection.SendPart(stream, organization_);
  connection.SendEnd(stream);
  EXPECT_THAT(connection.AwaitEnd(stream), HasSubstr("organizations/library"));
}

TEST_P(OnHeaders, NoneAndTwoMessagesAreRefused) {
  RawHttp2 connection(address());
  connection.Greet();
  const int none = connection.Begin(kCreate, token_);
  connection.SendEnd(none);
  EXPECT_THAT(connection.AwaitEnd(none), HasSubstr("the call has no message"));
  const int two = connection.Begin(kCreate, token_);
  connection.SendPart(two, organization_);
  connection.SendMessage(two, organization_, false);
  EXPECT_THAT(connection.AwaitEnd(two), HasSubstr("the call has two messages"));
  EXPECT_EQ(Organizations(), 0);
}

TEST_P(OnHeaders, WhatIsBrokenOffIsNotDone) {
  RawHttp2 connection(address());
  connection.Greet();
  const int broken = connection.Begin(kCreate, token_);
  connection.SendPart(broken, organization_);
  connection.Reset(broken);
  server_->AwaitLog("CreateOrganization", "code=CANCELLED");
  EXPECT_EQ(Organizations(), 0);
  const int watch = connection.Begin(kWatch, token_);
  connection.SendPart(watch, "");
  connection.Reset(watch);
  server_->AwaitLog("WatchChanges", "code=CANCELLED");
}

INSTANTIATE_TEST_SUITE_P(By, OnHeaders, ::testing::Values("edge", "address"),
                         [](const auto& way) { return std::string(way.param); });

// Whoever could send them with effect would be anybody.
TEST_F(LettingIn, RefusesWhatOnlyAnEdgeMaySayByEveryOtherWay) {
  Serve();
  const std::string operator_socket = server_->operator_address();
  const Headers token = Token();
  for (const char* header :
       {"x-client-cert", "x-client-cert-bin", "x-client-verify", "x-client-address"}) {
    for (const std::string& address : {server_->address(), operator_socket}) {
      for (const char* method :
           {kGetCaller, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"}) {
        EXPECT_THAT(Call(address, method, With(token, {{header, "Zm9yZ2Vk"}})),
                    HasSubstr(kUnauthenticated))
            << header << " " << address << " " << method;
      }
    }
  }
  server_->AwaitLog("only an edge may send", "GetCaller");
  EXPECT_THAT(Call(operator_socket, kGetCaller, {}), HasSubstr("operator"));
}

TEST_F(LettingIn, RefusesAnEdgeThatDoesNotSayWhoseACallIs) {
  Serve();
  EXPECT_THAT(Call(Edge(), kGetCaller, Token()), HasSubstr(kUnauthenticated));
  server_->AwaitLog("does not say the client's IP address", "peer=edge:");
  EXPECT_THAT(Call(Edge(), kGetCaller, With(Token(), {{"x-client-address", "203.0.113.7"}})),
              HasSubstr(kUnauthenticated));
  server_->AwaitLog("x-client-verify", "peer=edge:203.0.113.7");
}

TEST_F(LettingIn, LimitsThoseThatAnEdgeDoesNotNameByTheirAddresses) {
  Serve({"--caller-rate", "1", "--caller-burst", "1"}, "viewer");
  std::string answer = "anonymous";
  for (int i = 0; i < 1000 && answer.find("anonymous") != std::string::npos; ++i) {
    answer = Call(Edge(), kGetCaller, FromEdge("203.0.113.7"));
  }
  EXPECT_THAT(answer, Not(HasSubstr("anonymous")));
  server_->AwaitLog("over a limit", "anonymous 203.0.113.7");
  EXPECT_THAT(Call(Edge(), kGetCaller, FromEdge("203.0.113.8")), HasSubstr("anonymous"));
}

TEST_F(LettingIn, WantsCertificatesOfAnEdgeWhereTheyAreRequired) {
  const testing::Authority authority("The library's authority");
  testing::ReplaceFile(dir_.Path("clients.pem"), authority.certificate());
  Serve({"--require-client-certificate", "--tls-client-ca", dir_.Path("clients.pem")});
  EXPECT_THAT(OnHeaders(Edge(), kGetCaller, With(Token(), FromEdge("203.0.113.7"))),
              HasSubstr(kUnauthenticated));
  server_->AwaitLog("--require-client-certificate", "peer=edge:203.0.113.7");
}

// The superuser, whose sockets all are, is no edge either.
TEST_F(LettingIn, TurnsAwayOtherUsersOfTheEdgesSocket) {
  if (geteuid() != 0) GTEST_SKIP() << "it takes the superuser to be two users";
  chmod(dir_.Path("").c_str(), 0711);
  const passwd* other = getpwnam("nobody");
  ASSERT_NE(other, nullptr);
  const uid_t id = other->pw_uid;
  server_ = testing::Taqvimd::Guarded({"--edge-socket", edge_, "--edge-user", "nobody"});
  struct stat about;
  ASSERT_EQ(stat(edge_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0660u);
  EXPECT_EQ(about.st_gid, other->pw_gid);
  {
    RawHttp2 connection(Edge());
    EXPECT_TRUE(connection.IsClosed());
  }
  server_->AwaitLog("Turned a connection away.", "user");
  const Headers token = Token();
  ASSERT_EQ(setegid(about.st_gid), 0);
  ASSERT_EQ(seteuid(id), 0);
  const std::string answer = Call(Edge(), kGetCaller, With(token, FromEdge("203.0.113.7")));
  ASSERT_EQ(seteuid(0), 0);
  ASSERT_EQ(setegid(0), 0);
  EXPECT_THAT(answer, HasSubstr("website"));
}

TEST_F(LettingIn, WarnsAtTheStartWhereOtherMachinesReachIt) {
  Serve({"--listen", "0.0.0.0:0", "--plaintext-beyond-loopback"});
  server_->AwaitLog("Other machines reach gRPC itself", "docs/operations.md");
  Serve();
  EXPECT_THAT(server_->log(), Not(HasSubstr("Other machines reach")));
}

}  // namespace
}  // namespace taqvim::e2e
