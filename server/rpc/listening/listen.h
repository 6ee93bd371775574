// Addresses: parser of listening addresses, and classes of peers.
#pragma once

#include <sys/socket.h>

#include <string>

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

// Parses `127.0.0.1:8750`, `[::1]:8750` or `localhost:8750`; an address of all
// interfaces is `0.0.0.0:8750` or `[::]:8750`. INVALID_ARGUMENT for any other text.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Whether a caller is on this machine, by gRPC's name of its peer, such as
// `ipv4:127.0.0.1:41562`, `ipv6:%5B::1%5D:41562` or `unix:`.
bool IsLocalPeer(absl::string_view peer);

// The key under which a peer's connections are counted: its IPv4 address, or the first
// 64 bits of its IPv6 address, such as `192.0.2.7` or `2001:db8:1:2::`; empty for a
// peer that has no address.
std::string NetworkOf(const sockaddr_storage& peer);

}  // namespace taqvim::rpc
