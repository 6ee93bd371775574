// Announcement that a server serves: of its address on standard output and in a file, and to the
// service manager that started it.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::process {

// Prints `listening on HOST:PORT` to standard output, replaces the file by one with the port,
// atomically (no file for an empty name), and tells the service manager (service_manager.h).
// UNAVAILABLE when the file cannot be written, or the manager not be told.
absl::Status Announce(const std::string& address, int port, const std::string& port_file);

}  // namespace taqvim::process
