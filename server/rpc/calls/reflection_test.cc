#include "server/rpc/calls/reflection.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/sync_stream.h>
#include <gtest/gtest.h>

#include <set>

#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/server_fixture.h"

namespace taqvim::rpc {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// Both versions have the same messages on the wire.
constexpr char kV1[] = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
constexpr char kV1Alpha[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

class ReflectionTest : public testing::ServerFixture,
                       public ::testing::WithParamInterface<const char*> {
 protected:
  std::vector<ServerReflectionResponse> Ask(const std::vector<ServerReflectionRequest>& questions) {
    grpc::ClientContext context;
    const grpc::internal::RpcMethod method(GetParam(), grpc::internal::RpcMethod::BIDI_STREAMING,
                                           channel_);
    std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>>
        stream(grpc::internal::ClientReaderWriterFactory<
               ServerReflectionRequest, ServerReflectionResponse>::Create(channel_.get(), method,
                                                                          &context));
    std::vector<ServerReflectionResponse> answers;
    for (const auto& question : questions) {
      EXPECT_TRUE(stream->Write(question));
      EXPECT_TRUE(stream->Read(&answers.emplace_back()));
    }
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    return answers;
  }
  ServerReflectionResponse Ask(const ServerReflectionRequest& question) {
    return Ask(std::vector{question})[0];
  }
};

std::set<std::string> FilesOf(const ServerReflectionResponse& answer) {
  std::set<std::string> names;
  for (const auto& bytes : answer.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(file.ParseFromString(bytes));
    names.insert(file.name());
  }
  return names;
}

TEST_P(ReflectionTest, ListsEveryService) {
  ServerReflectionRequest question;
  question.set_list_services("*");
  std::vector<std::string> names;
  const auto answer = Ask(question);
  for (const auto& service : answer.list_services_response().service()) {
    names.push_back(service.name());
  }
  EXPECT_THAT(names,
              UnorderedElementsAre("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                                   "grpc.reflection.v1alpha.ServerReflection",
                                   "taqvim.v1.AccessService", "taqvim.v1.ChangeService",
                                   "taqvim.v1.DirectoryService", "taqvim.v1.EventService",
                                   "taqvim.v1.ScheduleService", "taqvim.v1.VenueService"));
}

TEST_P(ReflectionTest, FindsTheFileOfASymbol) {
  for (const char* symbol :
       {"taqvim.v1.EventService", "taqvim.v1.EventService.CreateEvent", "taqvim.v1.Event",
        "taqvim.v1.ConflictReport", "google.rpc.BadRequest", "grpc.health.v1.Health"}) {
    ServerReflectionRequest question;
    question.set_file_containing_symbol(symbol);
    EXPECT_FALSE(FilesOf(Ask(question)).empty()) << symbol;
  }
}

TEST_P(ReflectionTest, FindsAFileByItsName) {
  ServerReflectionRequest question;
  question.set_file_by_filename("taqvim/v1/event.proto");
  EXPECT_THAT(FilesOf(Ask(question)), Contains("taqvim/v1/event.proto"));
}

TEST_P(ReflectionTest, FindsAnExtensionAndItsNumbers) {
  ServerReflectionRequest numbers;
  numbers.set_all_extension_numbers_of_type("google.protobuf.FieldOptions");
  EXPECT_THAT(Ask(numbers).all_extension_numbers_response().extension_number(), Contains(1052));
  ServerReflectionRequest extension;
  extension.mutable_file_containing_extension()->set_containing_type(
      "google.protobuf.FieldOptions");
  extension.mutable_file_containing_extension()->set_extension_number(1052);
  EXPECT_THAT(FilesOf(Ask(extension)), Contains("google/api/field_behavior.proto"));
}

TEST_P(ReflectionTest, AnswersWhatItDoesNotKnowWithAnErrorAndGoesOn) {
  ServerReflectionRequest symbol, file, type, known;
  symbol.set_file_containing_symbol("taqvim.v1.Nothing");
  file.set_file_by_filename("nothing.proto");
  type.set_all_extension_numbers_of_type("taqvim.v1.Nothing");
  known.set_file_containing_symbol("taqvim.v1.Event");
  const auto answers = Ask({symbol, file, type, known});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(answers[i].error_response().error_code(), grpc::StatusCode::NOT_FOUND) << i;
  }
  EXPECT_TRUE(answers[3].has_file_descriptor_response());
}

INSTANTIATE_TEST_SUITE_P(Versions, ReflectionTest, ::testing::Values(kV1, kV1Alpha),
                         [](const auto& version) {
                           return version.param == kV1 ? std::string("V1") : std::string("V1Alpha");
                         });

TEST(Reflect, SendsEachFileOnceAStream) {
  SentFiles sent;
  ServerReflectionRequest question;
  question.set_file_by_filename("taqvim/v1/event_service.proto");
  const auto first = FilesOf(Reflect(question, {}, sent));
  EXPECT_THAT(first, Contains("taqvim/v1/event.proto"));
  EXPECT_THAT(first, Contains("google/protobuf/timestamp.proto"));
  EXPECT_THAT(FilesOf(Reflect(question, {}, sent)),
              UnorderedElementsAre("taqvim/v1/event_service.proto"));
}

TEST(Reflect, RefusesAQuestionThatAsksNothing) {
  SentFiles sent;
  const auto answer = Reflect(ServerReflectionRequest(), {}, sent);
  EXPECT_EQ(answer.error_response().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(answer.error_response().error_message(), HasSubstr("message_request"));
}

}  // namespace
}  // namespace taqvim::rpc
