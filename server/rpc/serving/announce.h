// Tells the world where the server listens.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// Prints `listening on HOST:PORT` to standard output, and puts the port into the
// file, as a whole or not at all; no file for an empty name. UNAVAILABLE when the
// file cannot be written.
absl::Status Announce(const std::string& address, int port, const std::string& port_file);

}  // namespace taqvim::rpc
