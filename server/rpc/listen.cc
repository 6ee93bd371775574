#include "server/rpc/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace taqvim::rpc {
namespace {

bool IsLoopbackHost(const std::string& host) {
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6;
  if (inet_pton(AF_INET6, host.c_str(), &v6) != 1) return false;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return v6.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&v6);
}

bool IsIpAddress(const std::string& host) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address) == 1;
}

bool IsV6(const ListenAddress& address) { return absl::StrContains(address.host, ':'); }

// Opens a socket and binds it; the error number, or 0.
int TryBind(const ListenAddress& address) {
  const int descriptor = socket(IsV6(address) ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  // As the server does: what lingers of closed connections is in nobody's way.
  const int yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(address.port)};
  sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(address.port)};
  inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr);
  inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr);
  const bool bound = IsV6(address)
                         ? bind(descriptor, reinterpret_cast<sockaddr*>(&v6), sizeof(v6)) == 0
                         : bind(descriptor, reinterpret_cast<sockaddr*>(&v4), sizeof(v4)) == 0;
  return bound && listen(descriptor, 1) == 0 ? 0 : errno;
}

}  // namespace

std::string ListenAddress::ToString() const {
  return absl::StrCat(absl::StrContains(host, ':') ? absl::StrCat("[", host, "]") : host, ":",
                      port);
}

bool ListenAddress::IsLoopback() const { return IsLoopbackHost(host); }

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  ListenAddress address;
  const bool has_port = colon != absl::string_view::npos &&
                        absl::SimpleAtoi(text.substr(colon + 1), &address.port) &&
                        address.port >= 0 && address.port <= 65535;
  absl::string_view host = text.substr(0, has_port ? colon : 0);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  }
  address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  if (has_port && IsIpAddress(address.host)) return address;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text,
                   "\" is not an address to listen on; give an IP address of this machine and a "
                   "port, such as 127.0.0.1:8750."));
}

bool IsLocalPeer(absl::string_view peer) {
  if (absl::StartsWith(peer, "unix:")) return true;
  const size_t scheme = peer.find(':');
  const size_t port = peer.rfind(':');
  if (scheme == absl::string_view::npos || port == scheme) return false;
  const absl::string_view host = peer.substr(scheme + 1, port - scheme - 1);
  // An IPv6 address comes in brackets, which gRPC writes as in a URI.
  return IsLoopbackHost(
      absl::StrReplaceAll(host, {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}}));
}

absl::Status CheckBindable(const ListenAddress& address) {
  const int error = TryBind(address);
  const std::string name = address.ToString();
  switch (error) {
    case 0:
      return absl::OkStatus();
    case EADDRINUSE:
      return absl::AlreadyExistsError(
          absl::StrCat("Another program already listens on ", name,
                       "; stop it, or choose another port with --listen (port 0 takes a free "
                       "one)."));
    case EACCES:
      return absl::PermissionDeniedError(absl::StrCat("This user may not listen on ", name,
                                                      "; choose a port above 1023 with --listen."));
    default:
      return absl::UnavailableError(absl::StrCat("The server cannot listen on ", name, ": ",
                                                 std::strerror(error),
                                                 ". Choose another address with --listen."));
  }
}

}  // namespace taqvim::rpc
