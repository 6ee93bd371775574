// Store of a server that is stopped, as the commands on a data file use it.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/manual_store.h"

namespace taqvim::command {

// May run more than once.
using InTransaction = std::function<absl::Status(storage::Transaction&)>;

// Runs it and undoes all that it applied. Its status, or the store's.
absl::Status Try(storage::ManualStore& store, const InTransaction& function);

// Writes a revision by `system`, which the log says that method made.
absl::StatusOr<storage::Revision> WriteAsSystem(storage::ManualStore& store,
                                                const std::string& method,
                                                const InTransaction& function);

// Does what a server does at its start before it serves: brings forward what earlier versions
// derived, derives times anew where the rules of zones have changed, and does what is due.
absl::Status BringUpToDate(storage::ManualStore& store);

}  // namespace taqvim::command
