// Who comes with a token, and who does not; the operator's socket, by which tokens
// are made; and what is open without either.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "client/error.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using grpc::reflection::v1::ServerReflection;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::IsRefusal;
using ::testing::Not;
using ::testing::StartsWith;
using testing::Taqvimd;

// A token that was made.
struct Made {
  std::string name;
  std::string secret;
};

Made Make(Taqvimd& server, absl::Duration life = absl::Hours(1)) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal("website");
  request.mutable_access_token()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + life));
  request.add_grants()->set_role(v1::ROLE_VIEWER);
  const auto response = server.client().Call<v1::CreateAccessTokenResponse>(request);
  EXPECT_TRUE(response.ok()) << response.status();
  if (!response.ok()) return {};
  return {response->access_token().name(), response->secret()};
}

void Revoke(Taqvimd& server, const Made& made) {
  v1::RevokeAccessTokenRequest request;
  request.set_name(made.name);
  EXPECT_TRUE(server.client().Call<v1::RevokeAccessTokenResponse>(request).ok());
}

// Whom the server takes a caller with that token for.
absl::StatusOr<std::string> CallerWith(const std::string& address, const std::string& secret) {
  const auto client = testing::ConnectOnce(address, {.token = secret});
  const auto response = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
  if (!response.ok()) return response.status();
  return response->principal();
}

TEST(Tokens, MakeWhoSendsThemTheirPrincipal) {
  const auto server = Taqvimd::Guarded({});
  const Made made = Make(*server);
  EXPECT_EQ(CallerWith(server->address(), made.secret).value(), "website");
  EXPECT_EQ(CallerWith(server->operator_address(), made.secret).value(), "website");
  EXPECT_EQ(CallerWith(server->operator_address(), "").value(), "operator");
}

// All of these get the same answer; the log tells them apart.
TEST(Tokens, ThatDoNotCountAreRefusedWithALogLineThatSaysWhy) {
  const auto server = Taqvimd::Guarded({}), another = Taqvimd::Guarded({});
  const Made revoked = Make(*server), expired = Make(*server, absl::Seconds(2));
  const std::string secret = Make(*server).secret;
  Revoke(*server, revoked);
  while (CallerWith(server->address(), expired.secret).ok()) absl::SleepFor(absl::Milliseconds(10));
  std::string damaged = secret;
  damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'a' ? 'b' : 'a';
  const std::vector<std::pair<std::string, std::string>> cases = {
      {revoked.secret, "was revoked"},
      {expired.secret, "expired at"},
      {Make(*another).secret, "another server"},
      {damaged, "damaged"},
      {"taqvim_guessed", "damaged"},
      {"", "no credentials"},
  };
  std::string answer;
  for (const auto& [shown, why] : cases) {
    const absl::Status status = CallerWith(server->address(), shown).status();
    EXPECT_THAT(status, IsRefusal(absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED")) << why;
    if (answer.empty()) answer = std::string(status.message());
    EXPECT_EQ(status.message(), answer) << why;
    server->AwaitLog("Refused a call.", why);
  }
  EXPECT_THAT(server->log(), Not(HasSubstr(secret)));
}

// An address of this machine by which others reach it; empty when it has none.
std::string OwnAddress() {
  ifaddrs* addresses = nullptr;
  if (getifaddrs(&addresses) != 0) return "";
  std::string found;
  for (const ifaddrs* one = addresses; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    if ((one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    char text[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr, text,
              sizeof text);
    found = text;
  }
  freeifaddrs(addresses);
  return found;
}

TEST(Tokens, InPlainTextFromAnotherMachineAreRefused) {
  const std::string own = OwnAddress();
  if (own.empty()) GTEST_SKIP() << "this machine has no address but loopback";
  const auto server =
      Taqvimd::Guarded({"--listen", "0.0.0.0:0", "--plaintext-beyond-loopback"}, "viewer");
  const Made made = Make(*server);
  const std::string port = server->address().substr(server->address().rfind(':'));
  // Our own client does not even send it.
  EXPECT_FALSE(client::MakeChannel(own + port, {.token = made.secret}).ok());
  const auto stub = v1::AccessService::NewStub(testing::OwnChannel(own + port));
  v1::GetCallerResponse response;
  grpc::ClientContext with_token, without;
  with_token.AddMetadata("authorization", "Bearer " + made.secret);
  EXPECT_EQ(stub->GetCaller(&with_token, {}, &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  server->AwaitLog("Refused a call.", "in plain text");
  EXPECT_TRUE(stub->GetCaller(&without, {}, &response).ok());
  EXPECT_EQ(response.principal(), "anonymous");
  EXPECT_EQ(CallerWith(server->address(), made.secret).value(), "website");
}

// A reflection stream, which stays open until it is ended.
class OpenStream {
 public:
  OpenStream(const std::string& address, const std::string& secret)
      : stub_(ServerReflection::NewStub(testing::OwnChannel(address, {.token = secret}))),
        stream_(stub_->ServerReflectionInfo(&context_)) {}

  bool Ask() {
    ServerReflectionRequest question;
    question.set_list_services("*");
    ServerReflectionResponse answer;
    return stream_->Write(question) && stream_->Read(&answer);
  }
  // Waits for the end.
  grpc::Status End() {
    ServerReflectionResponse answer;
    while (stream_->Read(&answer)) {
    }
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<ServerReflection::Stub> stub_;
  const std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>>
      stream_;
};

TEST(Tokens, ThatAreRevokedEndTheirOpenStreamsWithinASecond) {
  const auto server = Taqvimd::Guarded({});
  const Made revoked = Make(*server), other = Make(*server);
  OpenStream ends(server->address(), revoked.secret), stays(server->address(), other.secret);
  ASSERT_TRUE(ends.Ask() && stays.Ask());
  const absl::Time before = absl::Now();
  Revoke(*server, revoked);
  EXPECT_EQ(ends.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_LT(absl::Now() - before, absl::Seconds(1));
  server->AwaitLog("Ended a stream.", "was revoked");
  EXPECT_TRUE(stays.Ask());
}

TEST(Tokens, ThatExpireEndTheirOpenStreamsWithinASecond) {
  const auto server = Taqvimd::Guarded({});
  const absl::Time until = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) + 3);
  OpenStream ends(server->address(), Make(*server, until - absl::Now()).secret);
  ASSERT_TRUE(ends.Ask());
  EXPECT_EQ(ends.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_LT(absl::Now() - until, absl::Seconds(1));
  server->AwaitLog("Ended a stream.", "expired at");
}

TEST(WithoutCredentials, HealthAloneIsOpen) {
  const auto server = Taqvimd::Guarded({});
  const auto channel = testing::OwnChannel(server->address());
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckResponse health;
  EXPECT_TRUE(grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &health).ok());
  EXPECT_EQ(health.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  OpenStream reflection(server->address(), "");
  EXPECT_EQ(reflection.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

grpc::Status CallChannelz(const std::string& address) {
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(testing::OwnChannel(address));
  grpc::ClientContext context;
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status result;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.channelz.v1.Channelz/GetServers", {}, &request, &response,
                 [&](grpc::Status status) {
                   result = std::move(status);
                   done.Notify();
                 });
  done.WaitForNotification();
  return result;
}

TEST(OperatorSocket, AloneHasChannelz) {
  const auto server = Taqvimd::Guarded({});
  EXPECT_EQ(CallChannelz(server->address()).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_TRUE(CallChannelz(server->operator_address()).ok());
}

TEST(OperatorSocket, IsForTheServersUserAloneAndGoesWithTheServer) {
  const auto server = Taqvimd::Guarded({});
  const std::string path(absl::StripPrefix(server->operator_address(), "unix:"));
  struct stat about;
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_TRUE(S_ISSOCK(about.st_mode));
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(server->Stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(OperatorSocket, OfAServerThatWasKilledIsReplaced) {
  const auto server = Taqvimd::Guarded({});
  server->Kill();
  server->Start();
  EXPECT_EQ(CallerWith(server->operator_address(), "").value(), "operator");
}

class TokenCommand : public ::testing::Test {
 protected:
  struct Said {
    int code;
    std::string output;
    std::string errors;
  };
  Said Run(const std::vector<std::string>& words) {
    std::vector<std::string> command = {testing::TaqvimdPath(), "token"};
    command.insert(command.end(), words.begin(), words.end());
    const std::string number = std::to_string(++runs_);
    const std::string output = dir_.Path("out" + number), errors = dir_.Path("err" + number);
    testing::Process process(command, output, errors);
    const int code = process.Wait();
    return {code, testing::ReadFile(output), testing::ReadFile(errors)};
  }

  testing::TempDir dir_;
  int runs_ = 0;
};

TEST_F(TokenCommand, MakesListsAndRevokes) {
  const auto server = Taqvimd::Guarded({});
  const std::string data = server->data_file();
  const Said made = Run({"create", "--principal", "website", "--role", "viewer", "--expires", "30d",
                         "--purpose", "the website's server", "--data", data});
  ASSERT_EQ(made.code, 0) << made.errors;
  EXPECT_THAT(made.output, StartsWith("taqvim_"));
  EXPECT_THAT(made.errors, AllOf(HasSubstr("accessTokens/"), HasSubstr("shown this once")));
  const std::string secret(absl::StripSuffix(made.output, "\n"));
  EXPECT_EQ(CallerWith(server->address(), secret).value(), "website");

  const Said listed = Run({"list", "--data", data});
  EXPECT_THAT(listed.output, AllOf(HasSubstr("website"), HasSubstr("valid"),
                                   HasSubstr("the website's server"), Not(HasSubstr(secret))));
  const size_t name = listed.output.find("accessTokens/");
  const std::string token = listed.output.substr(name, listed.output.find(' ', name) - name);
  EXPECT_EQ(Run({"revoke", token, "--data", data}).code, 0);
  EXPECT_FALSE(CallerWith(server->address(), secret).ok());
  EXPECT_THAT(Run({"list", "--data", data}).output, Not(HasSubstr(token)));
  EXPECT_THAT(Run({"list", "--show-ended", "--data", data}).output, HasSubstr("revoked"));
}

TEST_F(TokenCommand, MakesOneThatCountsForThePublicAlone) {
  const auto server = Taqvimd::Guarded({});
  const std::string data = server->data_file();
  const Said made = Run({"create", "--principal", "sign", "--role", "admin", "--cap", "public",
                         "--expires", "3650d", "--data", data});
  ASSERT_EQ(made.code, 0) << made.errors;
  const auto client = testing::ConnectOnce(
      server->address(), {.token = std::string(absl::StripSuffix(made.output, "\n"))});
  const auto caller = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->grants(0).role(), v1::ROLE_PUBLIC);
  EXPECT_TRUE(caller->access_token().read_only());
  EXPECT_THAT(Run({"list", "--data", data}).output, HasSubstr("bearer"));
  EXPECT_EQ(Run({"create", "--principal", "sign", "--cap", "viewer", "--data", data}).code, 1);
}

TEST_F(TokenCommand, SaysWhatIsWrong) {
  const auto server = Taqvimd::Guarded({});
  const std::string data = server->data_file();
  const Said refused = Run({"create", "--principal", "operator", "--data", data});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.output, "");
  EXPECT_THAT(refused.errors, HasSubstr("operator"));
  EXPECT_EQ(Run({"revoke", "nothing", "--data", data}).code, 1);
  EXPECT_THAT(Run({"create", "--principal", "p", "--expires", "soon", "--data", data}).errors,
              HasSubstr("90d"));
  EXPECT_THAT(Run({"list"}).errors, HasSubstr("--data"));
  server->Stop();
  const Said gone = Run({"list", "--data", data});
  EXPECT_EQ(gone.code, 2);
  EXPECT_THAT(gone.errors, AllOf(HasSubstr("No server runs on"), HasSubstr("start it first")));
}

}  // namespace
}  // namespace taqvim::e2e
