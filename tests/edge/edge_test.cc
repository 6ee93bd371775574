// What the edge passes on, of whom, and what it does not.
#include "tests/edge/edge.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/error.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::edge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::IsRefusal;
using Headers = std::vector<std::pair<std::string, std::string>>;

// Headers by which a client would pass for another.
const Headers kForged = {{"x-client-cert", "forged"},
                         {"x-client-cert-bin", "forged"},
                         {"x-client-verify", "SUCCESS"},
                         {"x-client-address", "203.0.113.7"}};

// As whom a call counts; how it is refused.
struct Outcome {
  grpc::Status status;
  std::string principal;
};

Outcome CallWith(const std::shared_ptr<grpc::Channel>& channel, const Headers& headers = {}) {
  grpc::ClientContext context;
  for (const auto& [name, value] : headers) context.AddMetadata(name, value);
  v1::GetCallerResponse answer;
  Outcome outcome;
  outcome.status = v1::AccessService::NewStub(channel)->GetCaller(&context, {}, &answer);
  outcome.principal = answer.principal();
  return outcome;
}

// How a call ends that sends nothing, and does not say either that it has sent all.
grpc::StatusCode OutcomeOfNothing(grpc::GenericStub& stub, const std::string& method) {
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, method, &queue);
  grpc::Status status;
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  return status.error_code();
}

class EdgeTest : public ::testing::Test {
 protected:
  std::shared_ptr<grpc::Channel> Channel(const client::Credentials& credentials) {
    return testing::OwnChannel(edge_.address(), credentials);
  }
  std::shared_ptr<grpc::Channel> Certified(const std::string& name) {
    return Channel(edge_.Show(edge_.authority().Issue({.common_name = name})));
  }

  testing::Edge edge_;
};

// Behind an edge a connection is not of anybody: it mixes its clients on those to the
// server.
TEST_F(EdgeTest, TellsOfEachCallWhoseItIs) {
  const auto leyla = Certified("leyla"), aidar = Certified("aidar");
  const auto website = Channel(edge_.ShowToken()), nobody = Channel(edge_.Nothing());
  for (int round = 0; round < testing::Rounds(100, 20); ++round) {
    EXPECT_EQ(CallWith(leyla).principal, "leyla");
    EXPECT_EQ(CallWith(aidar).principal, "aidar");
    EXPECT_EQ(CallWith(website).principal, testing::kWebsite);
    EXPECT_EQ(CallWith(nobody).status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
  edge_.server().AwaitLog("principal=leyla", "peer=edge:127.0.0.1");
}

TEST_F(EdgeTest, TakesAwayWhatOnlyAnEdgeMaySay) {
  const auto leyla = Certified("leyla"), nobody = Channel(edge_.Nothing());
  for (const auto& header : kForged) {
    const Headers twice = {header, header};
    for (const Headers& headers : {Headers{header}, twice, kForged}) {
      EXPECT_EQ(CallWith(leyla, headers).principal, "leyla") << header.first;
      EXPECT_EQ(CallWith(nobody, headers).status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    }
  }
  edge_.server().AwaitLog("neither a certificate nor a token", "peer=edge:127.0.0.1");
}

TEST_F(EdgeTest, RefusesCertificatesOfAnotherAuthority) {
  const testing::Authority other("Another authority");
  const auto outcome = CallWith(Channel(edge_.Show(other.Issue({.common_name = "leyla"}))));
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(outcome.status.error_message(), "The certificate does not count here.");
}

// The server does not take the edge's word for it: its own file counts.
TEST_F(EdgeTest, LetsTheServerJudgeCertificates) {
  EXPECT_EQ(CallWith(Certified("leyla")).principal, "leyla");
  const testing::Authority other("Another authority");
  testing::ReplaceFile(edge_.dir().Path("clients.pem"), other.certificate());
  EXPECT_EQ(CallWith(Certified("aidar")).status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  edge_.server().AwaitLog("no authority of --tls-client-ca vouches for", "peer=edge:127.0.0.1");
}

TEST_F(EdgeTest, SaysThatTheServerCannotBeReachedAndReachesItAgain) {
  EXPECT_TRUE(CallWith(Certified("leyla")).status.ok());
  EXPECT_EQ(edge_.server().Stop(), 0);
  const auto outcome = CallWith(Certified("leyla"));
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(outcome.status.error_message(), "The server cannot be reached.");
  edge_.server().Start();
  EXPECT_EQ(CallWith(Certified("leyla")).principal, "leyla");
}

// Who sends its message slowly, or never, takes no place of others.
TEST_F(EdgeTest, RefusesWhoShowsNothingBeforeItHasSaidAnything) {
  grpc::GenericStub stub(Channel(edge_.Nothing()));
  for (const char* method :
       {"/taqvim.v1.EventService/CreateEvent", "/taqvim.v1.ChangeService/WatchChanges"}) {
    EXPECT_EQ(OutcomeOfNothing(stub, method), grpc::StatusCode::UNAUTHENTICATED) << method;
  }
}

// Channelz, which tells who is connected, is for the operator.
TEST_F(EdgeTest, PassesHealthOnAndNothingButTheServices) {
  const auto channel = Channel(edge_.Nothing());
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckResponse health;
  EXPECT_TRUE(grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &health).ok());
  EXPECT_EQ(health.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  grpc::GenericStub stub(Channel(edge_.ShowToken()));
  for (const char* method : {"/grpc.channelz.v1.Channelz/GetServers", "/another.Service/Method"}) {
    EXPECT_EQ(OutcomeOfNothing(stub, method), grpc::StatusCode::UNIMPLEMENTED) << method;
  }
}

TEST_F(EdgeTest, IsFoundInOrderByItsCheckAndNotWithoutOneOfItsDirectives) {
  const std::vector<std::string> check = {EDGE_FOLDER "/check.sh",
                                          "--edge-socket",
                                          edge_.socket(),
                                          "--user",
                                          edge_.User(),
                                          "--address",
                                          edge_.address(),
                                          "--ca",
                                          edge_.dir().Path("ca.pem"),
                                          "--taqvim",
                                          TAQVIM};
  testing::ReplaceFile(edge_.dir().Path("ca.pem"), edge_.authority().certificate());
  testing::ReplaceFile(edge_.dir().Path("token"), edge_.token());
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> command = check;
    command.insert(command.end(), more.begin(), more.end());
    const std::string said = edge_.dir().Path("check.log");
    std::ofstream(said).flush();
    const int code = testing::Process(command, said).Wait();
    return absl::StrCat(testing::ReadFile(said), "exit code ", code);
  };
  EXPECT_THAT(run({"--config", edge_.configuration()}), HasSubstr("exit code 0"));
  EXPECT_THAT(run({"--config", edge_.configuration(), "--token-file", edge_.dir().Path("token")}),
              AllOf(HasSubstr("the server answers"), HasSubstr("exit code 0")));
  const std::string whole = testing::ReadFile(edge_.configuration());
  for (const char* directive :
       {"grpc_set_header x-client-cert-bin \"\";", "limit_req zone=all", "max_headers 40;",
        "grpc_set_header x-client-address $remote_addr;", "if ($compressed) { return 415; }"}) {
    const std::string lacking = edge_.dir().Path("lacking.conf");
    std::string rest = absl::StrReplaceAll(whole, {{directive, "#"}});
    testing::ReplaceFile(lacking, absl::StrReplaceAll(rest, {{"3700s", "60s"}}));
    EXPECT_THAT(run({"--config", lacking}),
                AllOf(HasSubstr("no directive is like"), HasSubstr("grpc_read_timeout 60s"),
                      HasSubstr("exit code 1")))
        << directive;
  }
}

TEST(EdgeLimits, AreToldWithWhenToTryAgain) {
  testing::Edge edge({}, {"--rate", "1"});
  const auto client = testing::ConnectOnce(edge.address(), edge.ShowToken());
  absl::Status status;
  for (int i = 0; i < 1000 && status.ok(); ++i) {
    status = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).status();
  }
  EXPECT_THAT(status, IsRefusal(absl::StatusCode::kResourceExhausted, "LIMIT_EXCEEDED"));
  EXPECT_EQ(client::DecodeError(status).retry_delay, absl::Seconds(1));
}

}  // namespace
}  // namespace taqvim::edge
