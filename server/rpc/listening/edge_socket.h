// The Unix socket by which an edge on this machine reaches the server.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::rpc {

// The user that the edge runs as.
struct EdgeUser {
  std::string name;
  uid_t id = 0;
  gid_t group = 0;
};

// INVALID_ARGUMENT, with a sentence that says what to do, when there is no such user.
absl::StatusOr<EdgeUser> FindEdgeUser(const std::string& name);

// Gives the socket to the user's group, which may connect from then on (mode 0660);
// others than the server's user may not. PERMISSION_DENIED, with a sentence that says
// what to do, when the server's user may not give it to that group.
absl::Status OpenToEdge(const std::string& path, const EdgeUser& user);

// Whether the peer of a Unix socket is that user (SO_PEERCRED). Not so for the
// superuser: what it passes on would be taken for the edge's word.
bool IsFrom(const EdgeUser& user, int descriptor);

}  // namespace taqvim::rpc
