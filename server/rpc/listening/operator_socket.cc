#include "server/rpc/listening/operator_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "server/rpc/listening/unix_socket.h"

namespace taqvim::rpc {

std::string DefaultOperatorSocket(const std::string& data_file) { return data_file + ".socket"; }

absl::Status FindOperatorSocket(const std::string& path) {
  switch (const int error = TryConnect(path)) {
    case 0:
    case EAGAIN:
      return absl::OkStatus();
    case ENOENT:
    case ENOTDIR:
    case ECONNREFUSED:
      return absl::UnavailableError(absl::StrCat("No server runs on ", path,
                                                 "; start it first, or name its socket with "
                                                 "--operator-socket."));
    case EACCES:
      return absl::PermissionDeniedError(absl::StrCat(
          "This user may not use ", path, "; run this as the user that runs the server."));
    default:
      return absl::UnavailableError(
          absl::StrCat("The server's socket ", path, " cannot be used: ", std::strerror(error)));
  }
}

bool IsPeerOperator(int connection) {
  ucred peer = {};
  socklen_t length = sizeof(peer);
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}

}  // namespace taqvim::rpc
