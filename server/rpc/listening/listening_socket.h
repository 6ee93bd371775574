// Listening socket, TCP or Unix, owned.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/rpc/listening/listen.h"
#include "server/rpc/listening/unix_socket.h"

namespace taqvim::rpc {

// Listens from its creation; connections wait until they are accepted. Non-blocking;
// closed on destruction.
class ListeningSocket {
 public:
  // Binds an address of this machine. The address of all interfaces, in either form,
  // takes IPv4 and IPv6. ALREADY_EXISTS when another program has the port,
  // PERMISSION_DENIED or UNAVAILABLE, with a sentence that says what to do.
  static absl::StatusOr<ListeningSocket> OnAddress(const ListenAddress& address);
  // Binds the path of a Unix socket. It is for this user alone, whatever the umask, and
  // is removed on destruction, unless something else is there by then. The error of
  // ClearSocket, or UNAVAILABLE, with a sentence that says why. Not thread-safe: it
  // sets the umask of the process.
  static absl::StatusOr<ListeningSocket> AtPath(const std::string& path, const SocketNames& names);

  ListeningSocket(ListeningSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        path_(std::move(other.path_)),
        file_(std::exchange(other.file_, File())) {}
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int descriptor() const { return descriptor_; }
  // The port; for sockets on an address.
  int port() const;

 private:
  // Device and inode number of a file.
  using File = std::pair<dev_t, ino_t>;

  explicit ListeningSocket(int descriptor) : descriptor_(descriptor) {}

  static File FileAt(const std::string& path);

  int descriptor_;
  std::string path_;  // of a Unix socket
  File file_;
};

}  // namespace taqvim::rpc
