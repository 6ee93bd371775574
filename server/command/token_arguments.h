// What was asked of `taqvimd token`, as requests to AccessService.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::command {

struct TokenArguments {
  std::string principal;
  std::string role;  // none when it is empty
  std::vector<std::string> organizations;
  std::vector<std::string> venues;
  std::string purpose;
  std::string expires = "90d";
  bool read_only = false;
  // `public` or `viewer`, and for a viewer of what; no cap when it is empty.
  std::string cap;
  std::string cap_organization;
  std::string cap_venue;
};

// `90d`, `12h`, `30m`, `45s` or `2w`; nothing for what is no such period.
std::optional<absl::Duration> ParsePeriod(std::string_view text);

// The roles that can be granted, as words, in the order of v1::Role.
const std::vector<std::string>& RoleWords();

// The token, and a grant of the role for each organization and venue, or for
// everywhere when there is none. Names may lack their collection: `library` is
// `organizations/library`. INVALID_ARGUMENT with a sentence for what cannot be.
// Whether the cap can be, the server says.
absl::StatusOr<v1::CreateAccessTokenRequest> MakeCreateToken(const TokenArguments& arguments,
                                                             absl::Time now);

// `accessTokens/x` of `x` or `accessTokens/x`.
std::string WithCollection(std::string_view collection, std::string_view name);

}  // namespace taqvim::command
