// Printer of errors, for people and for programs.
#pragma once

#include <iosfwd>

#include "absl/status/status.h"
#include "client/cli/output/error_context.h"

namespace taqvim::cli {

// Prints to standard error in the form that the options ask for. For people the sentence, each
// wrong field with the flag that sets it, the conflicts as tables in local times, what is free
// instead with the commands that book it, and what helps. With -o json, and with -o yaml in its
// form, one object as `taqvim help errors` has it, the last line of what is printed.
void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err);

}  // namespace taqvim::cli
