// What the kinds of access tokens are good for: which methods they may call, and how long
// sessions last. See docs/decisions/0048-kinds-of-access-tokens.md.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::access {

// How long a session lasts after it was used last, at most; and how long it lasts at
// least, as it is put off only when less than that is left.
inline constexpr absl::Duration kSessionIdle = absl::Hours(12);
inline constexpr absl::Duration kSessionIdleLeast = absl::Hours(11);
// How long it lasts after it was opened, at most.
inline constexpr absl::Duration kSessionLife = absl::Hours(14 * 24);

// The kind of a stored token: bearer tokens of before have none.
v1::AccessTokenKind KindOf(const v1::AccessToken& token);

// A set of kinds; whoever shows no token is of the kind ACCESS_TOKEN_KIND_UNSPECIFIED.
class TokenKinds {
 public:
  template <class... Kinds>
  static constexpr TokenKinds Of(Kinds... kinds) {
    return TokenKinds((0u | ... | (1u << kinds)));
  }
  constexpr bool Has(v1::AccessTokenKind kind) const { return (bits_ >> kind & 1u) != 0; }

 private:
  explicit constexpr TokenKinds(uint32_t bits) : bits_(bits) {}
  uint32_t bits_;
};

// Whoever shows no token, or one that counts for all that its principal may do.
inline constexpr TokenKinds kUsualKinds = TokenKinds::Of(
    v1::ACCESS_TOKEN_KIND_UNSPECIFIED, v1::ACCESS_TOKEN_KIND_BEARER, v1::ACCESS_TOKEN_KIND_SESSION);
// Feed keys as well.
inline constexpr TokenKinds kFeedKeysToo =
    TokenKinds::Of(v1::ACCESS_TOKEN_KIND_UNSPECIFIED, v1::ACCESS_TOKEN_KIND_BEARER,
                   v1::ACCESS_TOKEN_KIND_SESSION, v1::ACCESS_TOKEN_KIND_FEED_KEY);
// What opens a session: all but feed keys, and sessions themselves.
inline constexpr TokenKinds kOpenSessions =
    TokenKinds::Of(v1::ACCESS_TOKEN_KIND_UNSPECIFIED, v1::ACCESS_TOKEN_KIND_BEARER,
                   v1::ACCESS_TOKEN_KIND_INVITATION);

// PERMISSION_DENIED: the method, by the last part of its name, is not for tokens of that
// kind.
absl::Status NotForKind(v1::AccessTokenKind kind, std::string_view method);

// Holds a request against the feed that a key is for: puts its filter in where the request
// leaves it unset. PERMISSION_DENIED for another filter, and for the occurrences of one
// event. Requests without a filter are left as they are.
absl::Status KeepToFeed(const v1::EventFilter& feed, google::protobuf::Message& request);

}  // namespace taqvim::access
