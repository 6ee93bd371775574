// Errors, printed for people and for programs.
#pragma once

#include <iosfwd>
#include <string>

#include "absl/status/status.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"

namespace taqvim::cli {

// What is known about the command that failed.
struct ErrorContext {
  const GlobalOptions& options;
  const Catalog& catalog;
  // nullptr when the error came from no command made from the contract.
  const Command* command = nullptr;
};

// Marks the error of a write that may have happened all the same with the request
// id under which it can be sent again. Other errors are left as they are.
absl::Status WithRequestId(absl::Status status, const std::string& request_id);

// Prints to standard error in the form that the options ask for: for people the
// sentence, each wrong field with the flag that sets it, and the conflicts and
// what is free instead as tables in local times; with -o json one object, {"error": {...}}.
void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err);

}  // namespace taqvim::cli
