// A socket that listens, on an address or at a path, owned.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

// Listens from its creation; never blocks; closed on destruction, and a path is then removed
// unless something else is there by then.
class ListeningSocket {
 public:
  // On `127.0.0.1:8080`, `[::1]:8080` (port 0: a free one), or at `unix:/path`. A socket at a
  // path may be used by its user and its group. One that nobody listens at any more is
  // replaced. INVALID_ARGUMENT for a text that is neither; ALREADY_EXISTS where somebody
  // listens, or something else is at the path; PERMISSION_DENIED or UNAVAILABLE: each with a
  // sentence.
  // `send_buffer`: how many bytes the system may hold of what a connection writes, so that
  // its memory is bounded, too.
  static absl::StatusOr<ListeningSocket> On(absl::string_view address, int send_buffer);

  ListeningSocket(ListeningSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        address_(std::exchange(other.address_, "")),
        file_(std::exchange(other.file_, {})) {}
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int descriptor() const { return descriptor_; }
  // As it was given, with the port that it has.
  const std::string& address() const { return address_; }
  bool is_unix() const;

 private:
  // Device and inode number of a file.
  using File = std::pair<dev_t, ino_t>;

  explicit ListeningSocket(int descriptor) : descriptor_(descriptor) {}

  static absl::StatusOr<ListeningSocket> OnPort(absl::string_view address);
  static absl::StatusOr<ListeningSocket> AtPath(const std::string& path);
  static File FileAt(const std::string& path);

  int descriptor_;
  std::string address_;
  File file_;  // of a path
};

}  // namespace taqvim::web
