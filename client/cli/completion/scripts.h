// `taqvim completion bash`: a script that completes groups, verbs, flags
// and the names of contexts.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command/model.h"
#include "client/cli/session/special_command.h"

namespace taqvim::cli {

// The script for the shell that the words name; a usage error for one that is
// not known.
absl::StatusOr<std::string> Completion(const Model& model,
                                       const std::vector<SpecialCommand>& specials,
                                       const std::vector<std::string>& words);

}  // namespace taqvim::cli
