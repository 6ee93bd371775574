// The cookie that holds a session: its secret alone, kept by the browser and by nobody here.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/request.h"

namespace taqvim::web {

// `__Host-taqvim` (RFC 6265bis, 4.1.3), which no other host and no page in plain text can set,
// where the site is https; else, on loopback, `taqvim`. Script does not see it (HttpOnly), and
// no request that begins on another site brings it (SameSite=Strict). Immutable; thread-safe.
class SessionCookie {
 public:
  explicit SessionCookie(bool is_secure);

  // Whose session the request has: the secret, to be shown to the server as a bearer token; it
  // alone knows whether it counts. None where there is no cookie of the name, two that differ,
  // or one that is no secret (IsSecret).
  std::optional<std::string> SecretOf(const Request& request) const;

  // Values of Set-Cookie. The first keeps it for 14 days, as long as a session lasts at most.
  std::string Set(absl::string_view secret) const;
  std::string Clear() const;

 private:
  std::string With(absl::string_view value, int seconds) const;

  const bool is_secure_;
  const absl::string_view name_;
};

// Whether the text may be a secret of the contract's: 1 to 200 letters, digits, `_` and `-`.
// So it can stand in any header.
bool IsSecret(absl::string_view text);

}  // namespace taqvim::web
