// Announcement of the server's address, on standard output and in a file.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::process {

// Prints `listening on HOST:PORT` to standard output, and replaces the file by one with
// the port, atomically; no file for an empty name. UNAVAILABLE when the file cannot be
// written.
absl::Status Announce(const std::string& address, int port, const std::string& port_file);

}  // namespace taqvim::process
