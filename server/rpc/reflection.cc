#include "server/rpc/reflection.h"

#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <utility>

#include "google/protobuf/message.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"

namespace taqvim::rpc {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// Reads a question, writes its answer, and so on until the client has no more.
// Each step begins when the one before is done, so only one thread is ever here.
class Stream final
    : public grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse> {
 public:
  explicit Stream(const std::vector<std::string>& services) : services_(services) {
    StartRead(&question_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    answer_ = Reflect(question_, services_, sent_);
    StartWrite(&answer_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&question_);
  }

  void OnDone() override { delete this; }

 private:
  const std::vector<std::string>& services_;
  SentFiles sent_;
  ServerReflectionRequest question_;
  ServerReflectionResponse answer_;
};

class Service final : public grpc::reflection::v1::ServerReflection::CallbackService {
 public:
  // Before the server starts.
  void SetServices(std::vector<std::string> services) { services_ = std::move(services); }

  grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>* ServerReflectionInfo(
      grpc::CallbackServerContext*) override {
    return new Stream(services_);
  }

 private:
  std::vector<std::string> services_;
};

// The way in by which a service learns of all others.
class Plugin final : public grpc::ServerBuilderPlugin {
 public:
  std::string name() override { return "taqvim.reflection.v1"; }
  void InitServer(grpc::ServerInitializer* server) override { server->RegisterService(service_); }
  void Finish(grpc::ServerInitializer* server) override {
    service_->SetServices(*server->GetServiceList());
  }
  void ChangeArguments(const std::string&, void*) override {}

 private:
  std::shared_ptr<Service> service_ = std::make_shared<Service>();
};

}  // namespace

void ReflectionOption::UpdatePlugins(
    std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) {
  // The library serves health without its descriptor; this links it in.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  plugins->push_back(std::make_unique<Plugin>());
}

}  // namespace taqvim::rpc
