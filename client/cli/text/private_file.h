// Files that hold secrets: read and written so that nobody else sees them.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::cli {

// The content; nullopt when there is no such file. A usage error that says what
// to do when it cannot be read, belongs to another user, or others may read or
// write it or its folder.
absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const std::string& path);

// Puts the content in the file's place, whole or not at all, also when the power
// fails. The file is its owner's alone (0600), as is its folder (0700), which is
// made when it is missing. A usage error that says what failed.
absl::Status WritePrivateFile(const std::string& path, const std::string& content);

}  // namespace taqvim::cli
