#include "client/web/relay/session_cookie.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace taqvim::web {
namespace {

constexpr size_t kMostBytes = 200;
constexpr int kLongestSeconds = 14 * 24 * 60 * 60;

}  // namespace

bool IsSecret(absl::string_view text) {
  return !text.empty() && text.size() <= kMostBytes &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-'; });
}

SessionCookie::SessionCookie(bool is_secure)
    : is_secure_(is_secure), name_(is_secure ? "__Host-taqvim" : "taqvim") {}

std::optional<std::string> SessionCookie::SecretOf(const Request& request) const {
  std::optional<std::string> secret;
  // Browsers send one field; HTTP/2 may have split it (RFC 9113, 8.2.3).
  for (const auto& [field, value] : request.headers) {
    if (!absl::EqualsIgnoreCase(field, "Cookie")) continue;
    for (const absl::string_view pair : absl::StrSplit(value, ';')) {
      const std::pair<absl::string_view, absl::string_view> cookie =
          absl::StrSplit(absl::StripAsciiWhitespace(pair), absl::MaxSplits('=', 1));
      if (cookie.first != name_) continue;
      if (secret && *secret != cookie.second) return std::nullopt;
      secret = std::string(cookie.second);
    }
  }
  return secret && IsSecret(*secret) ? secret : std::nullopt;
}

std::string SessionCookie::Set(absl::string_view secret) const {
  return With(secret, kLongestSeconds);
}

std::string SessionCookie::Clear() const { return With("", 0); }

std::string SessionCookie::With(absl::string_view value, int seconds) const {
  return absl::StrCat(name_, "=", value, "; Path=/; Max-Age=", seconds,
                      "; HttpOnly; SameSite=Strict", is_secure_ ? "; Secure" : "");
}

}  // namespace taqvim::web
