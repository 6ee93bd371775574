#include "client/cli/session/server_address.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

// Those of gRPC's names that are not HOST:PORT alone.
constexpr std::array<absl::string_view, 6> kSchemes = {
    "unix:", "unix-abstract:", "dns:", "ipv4:", "ipv6:", "xds:"};

bool HasScheme(absl::string_view address) {
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [&](absl::string_view scheme) { return absl::StartsWith(address, scheme); });
}

bool IsPort(absl::string_view text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return '0' <= c && c <= '9'; });
  int port = 0;
  return digits && absl::SimpleAtoi(text, &port) && 1 <= port && port <= 65535;
}

}  // namespace

absl::Status CheckServerAddress(absl::string_view address) {
  if (HasScheme(address)) return absl::OkStatus();
  constexpr absl::string_view kRight =
      "HOST:PORT is wanted, such as 127.0.0.1:8750, or unix:PATH for a socket of this machine.";
  const size_t colon = address.rfind(':');
  // The colons of [::1] are no port's.
  const bool has_port =
      colon != absl::string_view::npos && address.find(']', colon) == absl::string_view::npos;
  if (!has_port || colon == 0) {
    return UsageError(absl::StrCat("The server's address \"", address, "\" has no ",
                                   has_port ? "host" : "port", "; ", kRight));
  }
  const absl::string_view port = address.substr(colon + 1);
  if (IsPort(port)) return absl::OkStatus();
  return UsageError(absl::StrCat("The server's address \"", address, "\" has the port \"", port,
                                 "\", and ports are numbers from 1 to 65535; ", kRight));
}

}  // namespace taqvim::cli
