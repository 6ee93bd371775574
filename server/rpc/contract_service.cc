#include "server/rpc/contract_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/rpc/watch_call.h"

namespace taqvim::rpc {
namespace {

using grpc::internal::RpcMethod;
using UnaryHandler = grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>;
using StreamHandler =
    grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>;

grpc::internal::MethodHandler* MakeHandler(const Method& method, Serving& serving,
                                           const Authenticator& authenticator) {
  if (method.watches) {
    return new StreamHandler(
        [&method, &serving, &authenticator](grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request) {
          return WatchCall::Start(method, serving, authenticator, *context, *request);
        });
  }
  return new UnaryHandler([&method, &serving, &authenticator](grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request,
                                                              grpc::ByteBuffer* response) {
    return Call::Start(method, serving, authenticator, *context, *request, *response);
  });
}

}  // namespace

ContractService::ContractService(const google::protobuf::ServiceDescriptor& declared,
                                 const std::vector<Method>& methods, Serving& serving,
                                 const Authenticator& authenticator) {
  for (int i = 0; i < declared.method_count(); ++i) {
    const auto& name = declared.method(i)->full_name();
    const auto method = std::find_if(methods.begin(), methods.end(),
                                     [&name](const Method& entry) { return entry.name == name; });
    Register(*method, absl::StrCat("/", declared.full_name(), "/", declared.method(i)->name()),
             serving, authenticator);
  }
}

void ContractService::Register(const Method& method, std::string path, Serving& serving,
                               const Authenticator& authenticator) {
  const int index = static_cast<int>(paths_.size());
  paths_.push_back(std::move(path));
  const auto type = method.watches ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(), type, nullptr));
  MarkMethodRawCallback(index, MakeHandler(method, serving, authenticator));
}

}  // namespace taqvim::rpc
