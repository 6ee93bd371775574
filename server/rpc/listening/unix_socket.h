// Unix sockets on which the server listens.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// How one of them is called in sentences, and the flag that says where it is.
struct SocketNames {
  const char* what;
  const char* flag;
};
inline constexpr SocketNames kOperatorSocketNames = {"operator's socket", "--operator-socket"};
inline constexpr SocketNames kEdgeSocketNames = {"edge's socket", "--edge-socket"};

// Makes room for a socket at the path: one that a server has left, which listens no
// longer, is removed. INVALID_ARGUMENT, with a sentence that says what to do, when
// the path is too long for a socket or its folder is not there or may be written by
// others; ALREADY_EXISTS when a server listens there, or something is there that is
// no socket. A link is not followed.
absl::Status ClearSocket(const std::string& path, const SocketNames& names);

// Connects to the path and hangs up; 0 when somebody listens there, else the error's
// number.
int TryConnect(const std::string& path);

// While it lives, what this process makes can be used by its own user alone: a
// socket has its mode from the moment on in which it is bound. One at a time.
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
