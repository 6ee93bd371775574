// Where the server may listen.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::rpc {

struct ListenAddress {
  std::string host;  // an IP address, without brackets
  int port = 0;      // 0: any free one

  // `127.0.0.1:8750`, `[::1]:8750`.
  std::string ToString() const;
};

// Reads `127.0.0.1:8750`, `[::1]:8750` or `localhost:8750`. INVALID_ARGUMENT for
// any address that is not of this machine alone, since whoever reaches the server
// may change everything.
absl::StatusOr<ListenAddress> ParseLoopback(absl::string_view text);

// Why the address cannot be bound, as a sentence that says what to do:
// ALREADY_EXISTS when another program has the port, PERMISSION_DENIED, or
// UNAVAILABLE. OK when it can be bound now. Binds nothing for longer than it
// takes to see.
absl::Status CheckBindable(const ListenAddress& address);

}  // namespace taqvim::rpc
