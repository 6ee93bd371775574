// The Unix socket by which whoever runs the server reaches it.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// Where it is unless it is said otherwise: beside the data file.
std::string DefaultOperatorSocket(const std::string& data_file);

// OK when a server listens at the path and this user may talk to it; else
// UNAVAILABLE or PERMISSION_DENIED, with a sentence that says what to do.
absl::Status FindOperatorSocket(const std::string& path);

// Whether the other end of a connection to a Unix socket is of this process's user, or
// the superuser's.
bool IsPeerOperator(int connection);

}  // namespace taqvim::rpc
