// Method table: the operation that serves each method of the contract.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "server/rpc/calls/method.h"

namespace taqvim::rpc {

// One entry for each method.
std::vector<Method> ContractMethods();

// The services of taqvim.v1 that are linked into the program, in order of name.
std::vector<const google::protobuf::ServiceDescriptor*> ContractServices();

// INTERNAL, naming every fault, unless each method that the services declare has
// exactly one entry, with its types and a row in the table of access, and each
// entry and row a method.
absl::Status CheckMethods(const std::vector<Method>& methods,
                          const std::vector<const google::protobuf::ServiceDescriptor*>& services);

}  // namespace taqvim::rpc
