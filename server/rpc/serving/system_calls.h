// Blocking calls to the store, for what the server does by itself before it serves. Not
// for threads that serve.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Runs a read and waits for it; its status.
absl::Status ReadNow(storage::Store& store, storage::ReadFunction read);

// Writes a revision by `system`, in a commit of its own, and waits for it; its answer.
absl::StatusOr<std::string> WriteAsSystem(storage::Store& store, std::string method,
                                          storage::WriteFunction write);

}  // namespace taqvim::rpc
