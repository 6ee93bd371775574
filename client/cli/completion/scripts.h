// The scripts that complete command lines of taqvim in bash, fish and zsh.
//
// They know nothing of the commands: each asks `taqvim complete -- WORDS...`, whose answer is
// that of candidates.h, so all shells complete alike, and a script need not be printed anew for
// another version.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace taqvim::cli {

// The script for the shell that the words name; a usage error for one that is
// not known.
absl::StatusOr<std::string> CompletionScript(const std::vector<std::string>& words);

}  // namespace taqvim::cli
