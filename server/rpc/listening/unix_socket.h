// Helpers for Unix sockets on which the server listens.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// What a socket is called in error messages, and its flag.
struct SocketNames {
  const char* what;
  const char* flag;
};
inline constexpr SocketNames kOperatorSocketNames = {"operator's socket", "--operator-socket"};
inline constexpr SocketNames kEdgeSocketNames = {"edge's socket", "--edge-socket"};

// Removes a socket at the path on which no server listens any more. INVALID_ARGUMENT,
// with a sentence that says what to do, when the path is too long for a socket or its
// folder does not exist or may be written by others; ALREADY_EXISTS when a server
// listens there, or something is there that is no socket. Symbolic links are not
// followed.
absl::Status ClearSocket(const std::string& path, const SocketNames& names);

// Connects to the path and closes the connection; 0 when a server listens there, else
// errno.
int TryConnect(const std::string& path);

// Scope in which this process makes files and sockets for its own user alone (umask
// 0177), from the moment they exist. The umask is the whole process's, so only one may
// exist at a time.
class PrivateCreation {
 public:
  PrivateCreation();
  ~PrivateCreation();
  PrivateCreation(const PrivateCreation&) = delete;
  PrivateCreation& operator=(const PrivateCreation&) = delete;

 private:
  const mode_t before_;
};

}  // namespace taqvim::rpc
