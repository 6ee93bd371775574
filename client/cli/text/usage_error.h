// Errors of the command line itself, as statuses that can be told from the server's
// refusals; and exit codes.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/output_file.h"

namespace taqvim::cli {

// The command line, or a file that it names, is wrong. `message` is one or more
// sentences that say what would be right.
absl::Status UsageError(absl::string_view message);

// A usage error with words before the message of another, such as the flag it is
// about.
absl::Status WithPrefix(absl::string_view prefix, const absl::Status& status);

// The same status, with its details, and another message.
absl::Status WithMessage(const absl::Status& status, absl::string_view message);

bool IsUsageError(const absl::Status& status);

// Flushes the stream. DATA_LOSS when something that was printed to it could not be
// written; where the reason is a pipe that nobody reads, the error of
// client/output_file.h, which need not be reported.
absl::Status FinishOutput(std::ostream& out);

// The same for output whose loss must be reported in any case. `loss` says in sentences
// what is lost and what to do.
absl::Status FinishOutput(std::ostream& out, absl::string_view loss);

// What the program exits with; `taqvim help exit-codes` says it to people.
enum ExitCode : int {
  kExitOk = 0,
  kExitRefused = 1,
  kExitUsage = 2,
  kExitUnreachable = 3,
  // What was printed could not be written; see client/output_file.h.
  kExitOutputLost = 4,
  // It is accepted, and not done yet: others have still to approve it.
  kExitWaits = 5,
  kExitNobodyReads = client::kExitNobodyReads,
};

ExitCode ExitCodeFor(const absl::Status& status);

}  // namespace taqvim::cli
