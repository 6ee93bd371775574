// The operator's Unix socket: its path, and who may connect.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// The default path: beside the data file.
std::string DefaultOperatorSocket(const std::string& data_file);

// OK when a server listens at the path and this user may talk to it; else
// UNAVAILABLE or PERMISSION_DENIED, with a sentence that says what to do.
absl::Status FindOperatorSocket(const std::string& path);

// Whether the peer of a Unix socket is this process's user, or the superuser.
bool IsPeerOperator(int connection);

}  // namespace taqvim::rpc
