// Reader of files that are named on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace taqvim::cli {

// The content of a file, or of standard input for `-`. A usage error when it
// cannot be read, or is larger than 16 MiB.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace taqvim::cli
