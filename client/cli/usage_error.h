// Errors of the command line itself, told apart from refusals of the server.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The command line, or a file that it names, is wrong. `message` is one or more
// sentences that say what would be right.
absl::Status UsageError(absl::string_view message);

// The same status with words before its message, such as the flag it is about.
absl::Status WithPrefix(absl::string_view prefix, const absl::Status& status);

bool IsUsageError(const absl::Status& status);

// What the program exits with; `taqvim help exit-codes` says it to people.
enum ExitCode : int {
  kExitOk = 0,
  kExitRefused = 1,
  kExitUsage = 2,
  kExitUnreachable = 3,
};

ExitCode ExitCodeFor(const absl::Status& status);

}  // namespace taqvim::cli
