// Runs a command that was made from a method of the contract.
#pragma once

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/model.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

// Builds the request, calls the method (page after page where it has pages) and
// prints the answer. Returns the exit code, or the error to be printed.
absl::StatusOr<int> RunCommand(Session& session, const Command& command,
                               const Arguments& arguments);

}  // namespace taqvim::cli
