// Printer of errors, for people and for programs.
#pragma once

#include <iosfwd>
#include <string>

#include "absl/status/status.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/special_command.h"

namespace taqvim::cli {

// The command that failed, as far as it is known.
struct ErrorContext {
  const GlobalOptions& options;
  const Catalog& catalog;
  // nullptr when the error came from no command made from the contract.
  const Command* command = nullptr;
  // nullptr when it came from none made by hand.
  const SpecialCommand* special = nullptr;
};

// Adds the request id to an error after which the outcome of a write is unknown (those
// with exit code kExitUnreachable), so that it can be sent again under the same id.
// Other errors are returned unchanged.
absl::Status WithRequestId(absl::Status status, const std::string& request_id);

// Prints to standard error in the form that the options ask for: for people the
// sentence, each wrong field with the flag that sets it, and the conflicts and
// what is free instead as tables in local times; with -o json one object, {"error": {...}}.
void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err);

}  // namespace taqvim::cli
