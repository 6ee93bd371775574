#include "server/rpc/contract_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::rpc {
namespace {

using RawHandler = grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>;

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
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(),
                                                 grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(
      index, new RawHandler([&method, &serving, &authenticator](
                                grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
        return Call::Start(method, serving, authenticator, *context, *request, *response);
      }));
}

}  // namespace taqvim::rpc
