// gRPC service for a service of the contract, made from its descriptor.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <deque>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/calls/reactors.h"

namespace taqvim::rpc {

// Registers every method of the service by name, in raw form; each call becomes a Call
// or a WatchCall. `methods` must have an entry for each method of the service and, like
// `serving` and `authenticator`, outlive it.
class ContractService final : public grpc::Service {
 public:
  ContractService(const google::protobuf::ServiceDescriptor& declared,
                  const std::vector<Method>& methods, Serving& serving,
                  const Authenticator& authenticator, LettingIn letting_in);

 private:
  void Register(const Method& method, std::string path, Serving& serving,
                const Authenticator& authenticator, LettingIn letting_in);

  // gRPC keeps pointers to them.
  std::deque<std::string> paths_;
};

}  // namespace taqvim::rpc
