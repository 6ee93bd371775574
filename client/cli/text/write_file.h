// Writer of files into directories that are named on the command line.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::cli {

// Writes the file below the folder, in place of one that is there, and makes the folders that it
// stands in. A usage error when it cannot be written.
absl::Status WriteFileBelow(const std::string& folder, const std::string& name,
                            const std::string& content);

}  // namespace taqvim::cli
