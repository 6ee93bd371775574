// The methods that are relayed: those of the contract.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::web {

// Of a path such as `/taqvim.v1.EventService/GetEvent`; null where the contract has no such
// service or method, or callers stream to it. So reflection, health and channelz, which the
// server has besides, are none. Thread-safe.
const google::protobuf::MethodDescriptor* FindMethod(absl::string_view path);

// All of them.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

}  // namespace taqvim::web
