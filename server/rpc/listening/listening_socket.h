// A socket on which connections come in.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/rpc/listening/listen.h"
#include "server/rpc/listening/unix_socket.h"

namespace taqvim::rpc {

// Listens from the moment it is made: who connects waits until the connection is
// accepted. Does not block, and is closed in the end.
class ListeningSocket {
 public:
  // At an address of this machine. That of all interfaces, in either form, is that of
  // IPv4 and IPv6. ALREADY_EXISTS when another program has the port, PERMISSION_DENIED
  // or UNAVAILABLE, with a sentence that says what to do.
  static absl::StatusOr<ListeningSocket> OnAddress(const ListenAddress& address);
  // At the path of a Unix socket, which is for this user alone, whatever the umask, and
  // is removed in the end, unless something else is there by then. The error of
  // ClearSocket, or UNAVAILABLE, with a sentence that says why not. One at a time.
  static absl::StatusOr<ListeningSocket> AtPath(const std::string& path, const SocketNames& names);

  ListeningSocket(ListeningSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        path_(std::move(other.path_)),
        file_(std::exchange(other.file_, File())) {}
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int descriptor() const { return descriptor_; }
  // The port, on an address.
  int port() const;

 private:
  // The device and the number on it by which a file is known.
  using File = std::pair<dev_t, ino_t>;

  explicit ListeningSocket(int descriptor) : descriptor_(descriptor) {}

  static File FileAt(const std::string& path);

  int descriptor_;
  std::string path_;  // of a Unix socket
  File file_;
};

}  // namespace taqvim::rpc
