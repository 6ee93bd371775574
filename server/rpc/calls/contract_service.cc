#include "server/rpc/calls/contract_service.h"

#include <grpcpp/impl/rpc_service_method.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/check.h"

namespace taqvim::rpc {
ContractService::ContractService(const google::protobuf::ServiceDescriptor& declared,
                                 const std::vector<Method>& methods, Serving& serving,
                                 const Authenticator& authenticator, LettingIn letting_in) {
  for (int i = 0; i < declared.method_count(); ++i) {
    const auto& name = declared.method(i)->full_name();
    const auto method = std::find_if(methods.begin(), methods.end(),
                                     [&name](const Method& entry) { return entry.name == name; });
    CHECK(method != methods.end());
    Register(*method, absl::StrCat("/", declared.full_name(), "/", declared.method(i)->name()),
             serving, authenticator, letting_in);
  }
}

void ContractService::Register(const Method& method, std::string path, Serving& serving,
                               const Authenticator& authenticator, LettingIn letting_in) {
  const int index = static_cast<int>(paths_.size());
  paths_.push_back(std::move(path));
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(), TypeOf(method, letting_in),
                                                 nullptr));
  MarkMethodRawCallback(index, MakeHandler(method, serving, authenticator, letting_in));
}

}  // namespace taqvim::rpc
