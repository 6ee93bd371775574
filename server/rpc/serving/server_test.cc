#include "server/rpc/serving/server.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "server/rpc/backup/backup_service.grpc.pb.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/server_fixture.h"

namespace taqvim::rpc {
namespace {

using grpc::health::v1::HealthCheckResponse;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using testing::kCreateOrganization;

class ServerTest : public testing::ServerFixture {
 protected:
  HealthCheckResponse::ServingStatus Health(const std::string& service) {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    const auto status =
        grpc::health::v1::Health::NewStub(channel_)->Check(&context, request, &response);
    return status.ok() ? response.status() : HealthCheckResponse::SERVICE_UNKNOWN;
  }
};

TEST(Contract, IsServedInFull) {
  EXPECT_TRUE(CheckMethods(ContractMethods(), ContractServices()).ok());
}

TEST(Contract, LinksEveryServiceThatIsDeclared) {
  std::ifstream file(TAQVIM_DESCRIPTOR_SET, std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  ASSERT_TRUE(set.ParseFromIstream(&file));
  std::vector<std::string> served;
  for (const Method& method : ContractMethods()) served.push_back(method.name);
  int declared = 0;
  for (const auto& proto : set.file()) {
    if (proto.package() != "taqvim.v1") continue;
    for (const auto& service : proto.service()) {
      for (const auto& method : service.method()) {
        ++declared;
        EXPECT_THAT(served, Contains("taqvim.v1." + service.name() + "." + method.name()));
      }
    }
  }
  EXPECT_EQ(declared, served.size());
}

TEST(Contract, WithAMethodThatIsNotServedIsRefused) {
  auto methods = ContractMethods();
  methods.pop_back();
  const absl::Status status = CheckMethods(methods, ContractServices());
  EXPECT_THAT(std::string(status.message()), HasSubstr("is declared, not served"));
}

TEST(Contract, WithAnEntryThatIsNotDeclaredIsRefused) {
  auto methods = ContractMethods();
  methods[0].name = "taqvim.v1.EventService.Nothing";
  EXPECT_THAT(std::string(CheckMethods(methods, ContractServices()).message()),
              HasSubstr("taqvim.v1.EventService.Nothing is served and not declared"));
}

TEST(Contract, WithAnEntryOfOtherMessagesIsRefused) {
  auto methods = ContractMethods();
  methods[0].request = methods[1].request;
  EXPECT_THAT(std::string(CheckMethods(methods, ContractServices()).message()),
              HasSubstr("other messages"));
}

TEST(Contract, WithTwoEntriesForOneMethodIsRefused) {
  auto methods = ContractMethods();
  methods.push_back(methods[0]);
  EXPECT_THAT(std::string(CheckMethods(methods, ContractServices()).message()),
              HasSubstr("is served twice"));
}

TEST_F(ServerTest, HandsOutPagesForBackupsToNobodyButTheOperator) {
  grpc::ClientContext context;
  storage::v1::BackupPosition position;
  const auto status = backup::v1::BackupService::NewStub(channel_)->Position(
      &context, backup::v1::PositionRequest(), &position);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(ServerTest, OnAPortThatIsTakenSaysWhatToDo) {
  const auto second =
      Server::Start({.store = store_.get(), .log = log_.get(), .listen = server_->address()});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("--listen"));
}

TEST_F(ServerTest, ListensOnLoopbackAloneWithoutTls) {
  const auto open =
      Server::Start({.store = store_.get(), .log = log_.get(), .listen = "0.0.0.0:0"});
  EXPECT_EQ(open.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ServerTest, SaysThatEveryServiceServes) {
  EXPECT_EQ(Health(""), HealthCheckResponse::SERVING);
  for (const auto* service : ContractServices()) {
    EXPECT_EQ(Health(service->full_name()), HealthCheckResponse::SERVING) << service->full_name();
  }
  EXPECT_EQ(Health("taqvim.v1.Nothing"), HealthCheckResponse::SERVICE_UNKNOWN);
}

TEST_F(ServerTest, FinishesCallsInFlightWhenItDrains) {
  store_->CloseGate();
  testing::Outcome outcome;
  std::thread caller(
      [&] { outcome = Call(kCreateOrganization, Organization("last").SerializeAsString()); });
  store_->AwaitWaiting(1);
  grpc::ClientContext watch_context;
  auto watch = grpc::health::v1::Health::NewStub(channel_)->Watch(&watch_context, {});
  HealthCheckResponse health;
  ASSERT_TRUE(watch->Read(&health));
  EXPECT_EQ(health.status(), HealthCheckResponse::SERVING);

  bool finished = false;
  std::thread drain([&] { finished = server_->Drain(absl::Seconds(60)); });
  ASSERT_TRUE(watch->Read(&health));
  EXPECT_EQ(health.status(), HealthCheckResponse::NOT_SERVING);
  store_->OpenGate();
  caller.join();
  drain.join();
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.error_message();
  EXPECT_TRUE(finished);
  EXPECT_EQ(sqlite_->newest_revision().number, 1);
}

TEST_F(ServerTest, CancelsCallsThatAreNotFinishedInTimeWhenItDrains) {
  store_->CloseGate();
  testing::Outcome outcome;
  std::thread caller(
      [&] { outcome = Call(kCreateOrganization, Organization("slow").SerializeAsString()); });
  store_->AwaitWaiting(1);
  bool finished = true;
  std::thread drain([&] { finished = server_->Drain(absl::ZeroDuration()); });
  caller.join();
  EXPECT_FALSE(outcome.status.ok());
  store_->OpenGate();
  drain.join();
  EXPECT_FALSE(finished);
  EXPECT_EQ(sqlite_->newest_revision().number, 0);
}

TEST_F(ServerTest, RefusesCallsOnceItIsDrained) {
  ASSERT_TRUE(server_->Drain(absl::Seconds(60)));
  EXPECT_EQ(CreateOrganization(Organization("late")).status.error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration()));
}

TEST_F(ServerTest, FinishesWhileAReflectionStreamIsOpen) {
  grpc::ClientContext context;
  auto stream =
      grpc::reflection::v1::ServerReflection::NewStub(channel_)->ServerReflectionInfo(&context);
  ServerReflectionRequest question;
  question.set_list_services("");
  ServerReflectionResponse answer;
  ASSERT_TRUE(stream->Write(question) && stream->Read(&answer));
  EXPECT_TRUE(server_->Drain(absl::Seconds(60)));
  EXPECT_FALSE(stream->Read(&answer));
}

}  // namespace
}  // namespace taqvim::rpc
