// Addresses of callers.
#pragma once

#include <sys/socket.h>

#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/headers.h"

namespace taqvim::web {

// The address of a peer as text, as `192.0.2.7` or `2001:db8::1`, an IPv4 address within IPv6
// as the former; empty for a peer that has none.
std::string AddressOf(const sockaddr_storage& peer);

// Under what the callers of an address are counted: itself, or of an IPv6 address the first
// 64 bits, as `2001:db8:1:2::`. Of a text that is no address, itself.
std::string NetworkOf(const std::string& address);

// The address that the edge saw: the last one of X-Forwarded-For, to which each proxy adds
// whom it was called by. What stands before it anybody may have written. Brackets and a port
// are left aside; empty where it is no address.
std::string ForwardedAddress(const Headers& headers);

}  // namespace taqvim::web
