// The Unix socket by which whoever runs the server reaches it.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"

namespace taqvim::rpc {

// Where it is unless it is said otherwise: beside the data file.
std::string DefaultOperatorSocket(const std::string& data_file);

// Makes room for a socket at the path: one that a server has left, which listens no
// longer, is removed. INVALID_ARGUMENT, with a sentence that says what to do, when
// the path is too long for a socket or its folder is not there or may be written by
// others; ALREADY_EXISTS when a server listens there, or something is there that is
// no socket. A link is not followed.
absl::Status ClearOperatorSocket(const std::string& path);

// OK when a server listens at the path and this user may talk to it; else
// UNAVAILABLE or PERMISSION_DENIED, with a sentence that says what to do.
absl::Status FindOperatorSocket(const std::string& path);

// Whether the other end of a connection to a Unix socket is of this process's user, or
// the superuser's.
bool IsPeerOperator(int connection);

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
