#include "client/credentials.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "client/client.h"
#include "taqvim/v1/event_service.grpc.pb.h"
#include "tests/support/process.h"

namespace taqvim::client {
namespace {

using ::testing::HasSubstr;

constexpr char kCertificate[] = "-----BEGIN CERTIFICATE-----\n";
constexpr char kKey[] = "-----BEGIN PRIVATE KEY-----\n";

std::string ErrorOf(const std::string& address, const Credentials& credentials) {
  const auto channel = MakeChannel(address, credentials);
  EXPECT_EQ(channel.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(channel.status().message());
}

TEST(MakeChannel, SendsNoTokenInPlainTextToAnotherMachine) {
  for (const char* address : {"192.0.2.7:8750", "schedule.example:8750", "localhost.example:1",
                              "[2001:db8::1]:8750", "1127.0.0.1:8750"}) {
    EXPECT_THAT(ErrorOf(address, {.token = "taqvim_secret"}), HasSubstr("plain text")) << address;
    EXPECT_TRUE(MakeChannel(address, {.token = "taqvim_secret", .tls = true}).ok()) << address;
    EXPECT_THAT(ErrorOf(address, {.carries_secrets = true}), HasSubstr("plain text")) << address;
    EXPECT_TRUE(MakeChannel(address, {.tls = true, .carries_secrets = true}).ok()) << address;
    EXPECT_TRUE(MakeChannel(address, {}).ok()) << address;
  }
}

TEST(MakeChannel, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.certificate = kCertificate}), HasSubstr("its key"));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.key = kKey}), HasSubstr("give both"));
  EXPECT_THAT(ErrorOf("unix:/run/socket", {.ca = kCertificate}), HasSubstr("no TLS over"));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.ca = "/etc/ssl/ca.pem"}), HasSubstr("not PEM"));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.token = "two\nlines"}), HasSubstr("the one line"));
}

TEST(MakeCallCredentials, RefusesWhatIsNoToken) {
  EXPECT_EQ(MakeCallCredentials({.token = "two\nlines"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Remembers with which token it was called.
class Doorman final : public v1::EventService::Service {
 public:
  grpc::Status GetEvent(grpc::ServerContext* context, const v1::GetEventRequest*,
                        v1::GetEventResponse*) override {
    if (context->client_metadata().count("authorization") != 1) {
      return {grpc::StatusCode::UNAUTHENTICATED, ""};
    }
    const auto found = context->client_metadata().find("authorization");
    shown = std::string(found->second.data(), found->second.size());
    return grpc::Status::OK;
  }
  std::string shown;
};

class TokenTest : public ::testing::Test {
 protected:
  TokenTest() {
    builder_.RegisterService(&doorman_);
    builder_.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder_.AddListeningPort("unix:" + socket_, grpc::InsecureServerCredentials());
    server_ = builder_.BuildAndStart();
  }
  absl::Status Call(const std::string& address, const std::string& scheme = "Bearer") {
    ClientOptions options;
    options.retry.attempts = 1;
    const Credentials credentials = {.token = "taqvim_secret", .token_scheme = scheme};
    Client client(MakeChannel(address, credentials).value(), options);
    return client.Call<v1::GetEventResponse>(v1::GetEventRequest()).status();
  }

  const testing::TempDir dir_;
  const std::string socket_ = dir_.Path("socket");
  Doorman doorman_;
  grpc::ServerBuilder builder_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TokenTest, IsSentOverLoopback) {
  EXPECT_EQ(Call("localhost:" + std::to_string(port_)), absl::OkStatus());
  EXPECT_EQ(doorman_.shown, "Bearer taqvim_secret");
}

TEST_F(TokenTest, IsSentWithTheWordForItsKind) {
  EXPECT_EQ(Call("unix:" + socket_, "Invitation"), absl::OkStatus());
  EXPECT_EQ(doorman_.shown, "Invitation taqvim_secret");
}

TEST_F(TokenTest, IsSentOverAUnixSocket) {
  EXPECT_EQ(Call("unix:" + socket_), absl::OkStatus());
  EXPECT_EQ(doorman_.shown, "Bearer taqvim_secret");
}

TEST_F(TokenTest, IsThatOfEachCallWhereTheChannelShowsNone) {
  const std::string address = "127.0.0.1:" + std::to_string(port_);
  const auto channel = MakeChannel(address, {.carries_secrets = true}).value();
  for (const char* token : {"taqvim_one", "taqvim_other"}) {
    ClientOptions options;
    options.shows = MakeCallCredentials({.token = token, .token_scheme = "FeedKey"}).value();
    Client client(channel, options);
    EXPECT_EQ(client.Call<v1::GetEventResponse>(v1::GetEventRequest()).status(), absl::OkStatus());
    EXPECT_EQ(doorman_.shown, std::string("FeedKey ") + token);
  }
  ClientOptions once;
  once.retry.attempts = 1;
  Client nobody(channel, once);
  EXPECT_EQ(nobody.Call<v1::GetEventResponse>(v1::GetEventRequest()).status().code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace taqvim::client
