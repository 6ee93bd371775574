#include "client/web/http/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace taqvim::web {
namespace {

template <typename Address>
std::string TextOf(int family, const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, &address, text, sizeof(text));
  return text;
}

std::string TextOfIpv6(const in6_addr& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address)) return TextOf(AF_INET, address.s6_addr32[3]);
  return TextOf(AF_INET6, address);
}

std::optional<in6_addr> ParseIpv6(const std::string& text) {
  in6_addr address;
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::nullopt;
  return address;
}

// As `192.0.2.7:5000`, `[2001:db8::1]:5000` and `[2001:db8::1]` are written, too.
absl::string_view WithoutPort(absl::string_view text) {
  if (absl::StartsWith(text, "[")) return text.substr(1, text.find(']') - 1);
  const bool has_port = std::count(text.begin(), text.end(), ':') == 1;
  return has_port ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::string AddressOf(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET) {
    return TextOf(AF_INET, reinterpret_cast<const sockaddr_in&>(peer).sin_addr);
  }
  if (peer.ss_family != AF_INET6) return "";
  return TextOfIpv6(reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr);
}

std::string NetworkOf(const std::string& address) {
  std::optional<in6_addr> parsed = ParseIpv6(address);
  if (!parsed) return address;
  std::memset(parsed->s6_addr + 8, 0, 8);
  return TextOf(AF_INET6, *parsed);
}

std::string ForwardedAddress(const Headers& headers) {
  const std::string list = headers.List("X-Forwarded-For");
  const absl::string_view last = absl::string_view(list).substr(list.rfind(',') + 1);
  const std::string text(WithoutPort(absl::StripAsciiWhitespace(last)));
  if (const auto address = ParseIpv6(text)) return TextOfIpv6(*address);
  in_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ? TextOf(AF_INET, address) : "";
}

}  // namespace taqvim::web
