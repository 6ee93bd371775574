// Reader of resources of any type by their names.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The resource of that name as it is now, read with the contract's Get method
// for its type. INVALID_ARGUMENT when no type has such names; else as the call.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> GetResource(Session& session,
                                                                       const std::string& name);

}  // namespace taqvim::cli
