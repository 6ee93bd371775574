// The editor in which a person changes a file.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::cli {

// Runs the editor, a command for the shell such as `code --wait`, with the file behind it, and
// waits until it ends. Ctrl-C is the editor's meanwhile. A usage error when it cannot be run or
// ends otherwise than with 0.
absl::Status OpenInEditor(const std::string& editor, const std::string& path);

}  // namespace taqvim::cli
