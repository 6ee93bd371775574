// Where the server listens, and from where it is reached.
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
  // Whether only this machine reaches it.
  bool IsLoopback() const;
};

// Reads `127.0.0.1:8750`, `[::1]:8750` or `localhost:8750`; an address of all
// interfaces is `0.0.0.0:8750` or `[::]:8750`. INVALID_ARGUMENT for what is none.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Whether a caller is on this machine, by what gRPC says of where a call comes
// from, such as `ipv4:127.0.0.1:41562`, `ipv6:%5B::1%5D:41562` or `unix:`.
bool IsLocalPeer(absl::string_view peer);

// Why the address cannot be bound, as a sentence that says what to do:
// ALREADY_EXISTS when another program has the port, PERMISSION_DENIED, or
// UNAVAILABLE. OK when it can be bound now. Binds nothing for longer than it
// takes to see.
absl::Status CheckBindable(const ListenAddress& address);

}  // namespace taqvim::rpc
