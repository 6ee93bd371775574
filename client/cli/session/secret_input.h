// Reader of secrets from a file, standard input or the terminal: a secret is never a
// word of a command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The token in the first line of the file that the flag names. For `-` it is read from
// standard input: where that is a terminal it is asked for, and not shown while it is
// typed. A usage error, which does not repeat what was read, when there is none or
// it has characters that no token has.
absl::StatusOr<std::string> ReadToken(const std::string& path,
                                      absl::string_view flag = "--token-file");

}  // namespace taqvim::cli
