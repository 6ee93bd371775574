// What the edge passes on, of whom, and what it does not.
#include "tests/edge/edge.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/error.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/silent_call.h"

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
    EXPECT_EQ(testing::OutcomeOfSilentCall(stub, method), grpc::StatusCode::UNAUTHENTICATED)
        << method;
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
    EXPECT_EQ(testing::OutcomeOfSilentCall(stub, method), grpc::StatusCode::UNIMPLEMENTED)
        << method;
  }
}

// The server cannot refuse on the headers who asks for health: so it is asked with
// little, by few at once, and soon.
TEST_F(EdgeTest, TakesLittleOfWhoAsksForHealth) {
  const auto health = grpc::health::v1::Health::NewStub(Channel(edge_.Nothing()));
  const auto check = [&](size_t bytes) {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(std::string(bytes, 'x'));
    grpc::health::v1::HealthCheckResponse answer;
    return health->Check(&context, request, &answer).error_code();
  };
  EXPECT_EQ(check(0), grpc::StatusCode::OK);
  EXPECT_EQ(check(900), grpc::StatusCode::INVALID_ARGUMENT) << "by the server";
  EXPECT_EQ(check(1100), grpc::StatusCode::RESOURCE_EXHAUSTED) << "by the edge";
}

TEST_F(EdgeTest, LetsFewAskForHealthAtOnceAndOthersCallMeanwhile) {
  const auto health = grpc::health::v1::Health::NewStub(Channel(edge_.Nothing()));
  const auto check = [&] {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckResponse answer;
    return health->Check(&context, {}, &answer);
  };
  constexpr int kAtOnce = 4;
  grpc::ClientContext contexts[kAtOnce];
  std::vector<std::unique_ptr<grpc::ClientReader<grpc::health::v1::HealthCheckResponse>>> watches;
  for (grpc::ClientContext& context : contexts) {
    watches.push_back(health->Watch(&context, {}));
    grpc::health::v1::HealthCheckResponse first;
    ASSERT_TRUE(watches.back()->Read(&first));
  }
  EXPECT_THAT(client::DecodeError(client::FromGrpc(check())).reason, "LIMIT_EXCEEDED");
  EXPECT_EQ(CallWith(Certified("leyla")).principal, "leyla");
  for (int i = 0; i < kAtOnce; ++i) {
    contexts[i].TryCancel();
    watches[i]->Finish();
  }
  // Once the edge has noticed.
  while (check().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
  }
  EXPECT_TRUE(check().ok());
}

TEST_F(EdgeTest, WaitsLessForWhoAsksForHealthThanForWhoIsKnown) {
  const auto website = Channel(edge_.ShowToken());
  grpc::GenericStub known(website), nobody(Channel(edge_.Nothing()));
  EXPECT_EQ(CallWith(website).principal, testing::kWebsite);
  testing::SilentCall waited_for(known, "/taqvim.v1.AccessService/GetCaller");
  // It is there before the other.
  EXPECT_EQ(CallWith(website).principal, testing::kWebsite);
  // The edge resets it.
  EXPECT_EQ(testing::OutcomeOfSilentCall(nobody, "/grpc.health.v1.Health/Check"),
            grpc::StatusCode::INTERNAL);
  EXPECT_FALSE(waited_for.Ended());
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
