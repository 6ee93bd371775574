// Calls to the store that wait for their answer: for what the server does by itself
// before it serves. Not for threads that serve.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace taqvim::rpc {

absl::Status ReadNow(storage::Store& store, storage::ReadFunction read);

// A revision by `system`, which gets a commit of its own; its answer.
absl::StatusOr<std::string> WriteAsSystem(storage::Store& store, std::string method,
                                          storage::WriteFunction write);

}  // namespace taqvim::rpc
