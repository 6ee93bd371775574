#include "client/web/relay/own_origin.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kSecure = "https://";
constexpr absl::string_view kPlain = "http://";
constexpr absl::string_view kLoopback = "http://localhost";

// The port with its colon, behind a host that may stand in brackets; empty without one.
absl::string_view PortOf(absl::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  const bool has_port =
      colon != absl::string_view::npos && (bracket == absl::string_view::npos || bracket < colon);
  return has_port ? authority.substr(colon) : absl::string_view();
}

bool IsIpv4Loopback(absl::string_view host) {
  return absl::StartsWith(host, "127.") &&
         host.find_first_not_of("0123456789.") == absl::string_view::npos;
}

// As browsers write the origin of an address: small letters, no port that is the usual one.
std::string Canonical(absl::string_view address) {
  std::string lower = absl::AsciiStrToLower(address);
  absl::string_view rest = lower;
  const bool is_secure = absl::ConsumePrefix(&rest, kSecure);
  if (!is_secure && !absl::ConsumePrefix(&rest, kPlain)) return lower;
  const absl::string_view authority = rest.substr(0, rest.find('/'));
  absl::string_view port = PortOf(authority);
  absl::string_view host = absl::StripSuffix(authority, port);
  if (port == (is_secure ? ":443" : ":80")) port = "";
  if (!is_secure && (host == "[::1]" || IsIpv4Loopback(host))) host = "localhost";
  return absl::StrCat(is_secure ? kSecure : kPlain, host, port);
}

}  // namespace

OwnOrigin::OwnOrigin(absl::string_view public_address)
    : is_secure_(absl::StartsWithIgnoreCase(public_address, kSecure)),
      origin_(Canonical(public_address)) {}

bool OwnOrigin::Sent(const Request& request) const {
  if (request.headers.Count("Origin") > 1) return false;
  const auto origin = request.headers.Find("Origin");
  if (origin) return Canonical(*origin) == origin_;
  const auto site = request.headers.Find("Sec-Fetch-Site");
  return !site || *site == "same-origin" || *site == "none";
}

Response OwnOrigin::Refusal() const {
  return TextResponse(
      403, absl::StrCat("A page of another site has sent this; the address of this one is ",
                        origin_, "."));
}

bool OwnOrigin::takes_secrets() const {
  return is_secure_ || origin_ == kLoopback ||
         absl::StartsWith(origin_, absl::StrCat(kLoopback, ":"));
}

}  // namespace taqvim::web
