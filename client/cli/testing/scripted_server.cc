#include "client/cli/testing/scripted_server.h"

#include <grpcpp/server_builder.h>

#include <sstream>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;

std::string BytesFrom(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.Valid() || !buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          client::ToRpcStatus(status).SerializeAsString()};
}

// One unary call.
class Call final : public grpc::ServerGenericBidiReactor {
 public:
  using Handle = std::function<absl::StatusOr<std::string>(const std::string& bytes)>;

  explicit Call(Handle handle) : handle_(std::move(handle)) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    const auto answer = handle_(BytesFrom(request_));
    if (!answer.ok()) return Finish(ToGrpc(answer.status()));
    const grpc::Slice slice(*answer);
    response_ = grpc::ByteBuffer(&slice, 1);
    StartWriteAndFinish(&response_, {}, grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  const Handle handle_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

class ScriptedServer::Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(ScriptedServer& server) : server_(server) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new Call([this, request = server_.RequestOf(context->method())](
                        const std::string& bytes) { return server_.Handle(request, bytes); });
  }

 private:
  ScriptedServer& server_;
};

ScriptedServer::ScriptedServer(const DescriptorPool& pool)
    : pool_(pool), service_(std::make_unique<Service>(*this)) {
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(service_.get());
  server_ = builder.BuildAndStart();
  client_ = MakeClient();
}

ScriptedServer::~ScriptedServer() { server_->Shutdown(); }

std::unique_ptr<client::Client> ScriptedServer::MakeClient() {
  client::ClientOptions options;
  options.environment = {.now = [this] { return now_; },
                         .random = [] { return uint64_t{0}; },
                         .sleep = [this](absl::Duration pause) { now_ += pause; }};
  return std::make_unique<client::Client>(server_->InProcessChannel({}), options);
}

std::string ScriptedServer::RequestOf(const std::string& path) const {
  std::string name = path.substr(1);
  name[name.find('/')] = '.';
  const MethodDescriptor* method = pool_.FindMethodByName(name);
  return method == nullptr ? "" : method->input_type()->full_name();
}

void ScriptedServer::AnswerBytes(const std::string& request, Handler handler) {
  absl::MutexLock lock(&mutex_);
  handlers_[request] = std::move(handler);
}

std::vector<std::string> ScriptedServer::BytesOf(const std::string& request) const {
  absl::MutexLock lock(&mutex_);
  const auto found = asked_.find(request);
  return found == asked_.end() ? std::vector<std::string>() : found->second;
}

absl::StatusOr<std::string> ScriptedServer::Handle(const std::string& request,
                                                   const std::string& bytes) {
  Handler handler;
  {
    absl::MutexLock lock(&mutex_);
    asked_[request].push_back(bytes);
    const auto found = handlers_.find(request);
    if (found == handlers_.end()) return absl::UnimplementedError(request);
    handler = found->second;
  }
  return handler(bytes);
}

RanCommand RunCommand(ScriptedServer& server, const SpecialCommand& command,
                      const std::vector<std::string>& words, const GlobalOptions& options) {
  const Model& model = Model::Embedded();
  const ContextFile contexts("");
  std::ostringstream out, err;
  Session session{.contract = Contract::Embedded(),
                  .catalog = Catalog::Embedded(),
                  .model = model,
                  .contexts = contexts,
                  .options = options,
                  .out = out,
                  .err = err,
                  .connection = server.MakeClient()};
  std::vector<const Flag*> flags = PointersTo(command.flags);
  for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
  const auto arguments = ParseArguments(words, flags);
  if (!arguments.ok()) return {arguments.status(), "", ""};
  auto code = command.run(session, *arguments);
  return {std::move(code), out.str(), err.str()};
}

}  // namespace taqvim::cli
