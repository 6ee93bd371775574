// Access tokens in general, and bearer tokens: a part of server/schedule/api.h.
#include "server/schedule/stored/access_tokens.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/api.h"
#include "server/schedule/methods/new_token.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"

namespace taqvim::schedule {
namespace {

using access::StoredToken;
using storage::Kind;

constexpr TokenLife kLife = {absl::Hours(90 * 24), absl::Hours(366 * 24)};
constexpr TokenLife kLifeWithCap = {absl::Hours(90 * 24), absl::Hours(3660 * 24)};

absl::Status SetExpiry(absl::Time now, v1::AccessToken& token) {
  constexpr char kField[] = "access_token.expire_time";
  if (token.has_cap()) {
    return SetExpiry(now, kLifeWithCap, kField, "make another token before this one ends", token);
  }
  return SetExpiry(now, kLife, kField,
                   "make another token before this one ends, or give it a `cap`", token);
}

// Whose tokens the caller lists; empty for all.
absl::StatusOr<std::string> WhoseTokens(const Caller& caller,
                                        const v1::ListAccessTokensRequest& request) {
  if (caller.rights.IsAdmin()) return request.principal();
  RETURN_IF_ERROR(CheckMayHaveTokens(caller));
  if (request.principal().empty() || request.principal() == caller.principal) {
    return std::string(caller.principal);
  }
  return PermissionDenied(
      "ListAccessTokens of another principal takes the role admin; leave `principal` out for "
      "your own.");
}

// Which tokens a list shows.
struct Listed {
  const v1::ListAccessTokensRequest& request;
  const Caller& caller;
  const std::string principal;
  const absl::Time now;

  bool Shows(const FoundToken& found) const {
    const v1::AccessToken& token = found.token();
    if (!principal.empty() && token.principal() != principal) return false;
    // A cap is the most that it counts for: it sees nothing of its principal's others.
    if (caller.capped && token.name() != caller.token) return false;
    if (!request.show_ended() && found.HasEnded(now)) return false;
    const auto& kinds = request.kinds();
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), token.kind()) != kinds.end();
  }
};

}  // namespace

absl::StatusOr<v1::ListAccessTokensResponse> ListAccessTokens(
    storage::Snapshot& snapshot, const Caller& caller, const v1::ListAccessTokensRequest& request) {
  ASSIGN_OR_RETURN(const auto after, ScanPosition(request));
  ASSIGN_OR_RETURN(auto principal, WhoseTokens(caller, request));
  const Listed listed{request, caller, std::move(principal), snapshot.now()};
  v1::ListAccessTokensResponse response;
  FoundToken found;
  const auto look = [&](const storage::Resource& resource) -> absl::StatusOr<Look> {
    ASSIGN_OR_RETURN(found, ReadToken(resource));
    return Look{.matches = listed.Shows(found), .work = resource.body.size()};
  };
  const auto take = [&](const storage::Resource& resource) -> absl::StatusOr<size_t> {
    *response.add_access_tokens() = std::move(*found.stored.mutable_access_token());
    return resource.body.size();
  };
  storage::SearchQuery query{.kind = Kind::kToken, .after = after};
  if (!listed.principal.empty()) query.criteria.push_back(OfPrincipal(listed.principal));
  ASSIGN_OR_RETURN(const auto next,
                   Scan(snapshot, std::move(query), PageSize(request.page_size()), look, take));
  response.set_next_page_token(ScanToken(request, next));
  return response;
}

absl::StatusOr<v1::CreateAccessTokenResponse> CreateAccessToken(
    storage::Transaction& transaction, const Caller& caller,
    const v1::CreateAccessTokenRequest& request) {
  StoredToken stored;
  v1::AccessToken& token = *stored.mutable_access_token();
  token = request.access_token();
  ClearOutputOnly(&token);
  token.set_kind(v1::ACCESS_TOKEN_KIND_BEARER);
  RETURN_IF_ERROR(SetExpiry(transaction.now(), token));
  if (token.has_cap()) token.set_read_only(true);
  v1::CreateAccessTokenResponse response;
  ASSIGN_OR_RETURN(*response.mutable_secret(),
                   PutNewToken(transaction, caller, request.validate_only(), stored));
  RETURN_IF_ERROR(PutGrants(transaction, caller, token.principal(), request.grants(),
                            *response.mutable_grants()));
  *response.mutable_access_token() = token;
  return response;
}

absl::StatusOr<v1::RevokeAccessTokenResponse> RevokeAccessToken(
    storage::Transaction& transaction, const Caller& caller,
    const v1::RevokeAccessTokenRequest& request) {
  if (caller.read_only && request.name() != caller.token) {
    return PermissionDenied(
        "The token only reads: it can revoke itself, and no other; call with one that is not "
        "`read_only`.");
  }
  ASSIGN_OR_RETURN(auto found, FindToken(transaction, request.name()));
  const bool may = found.has_value() &&
                   (caller.rights.IsAdmin() || found->token().principal() == caller.principal);
  if (!may) return NotFound(request.name());
  ASSIGN_OR_RETURN(auto ending, TokensRevokedWith(transaction, request.name()));
  ending.insert(ending.begin(), *std::move(found));
  storage::Mutation mutation;
  for (FoundToken& one : ending) {
    if (one.token().has_revoke_time()) continue;
    *one.stored.mutable_access_token()->mutable_revoke_time() = standard::Now(transaction);
    ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, one.id, one.stored));
    mutation.puts.push_back(std::move(put));
  }
  if (!mutation.puts.empty()) RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
  v1::RevokeAccessTokenResponse response;
  *response.mutable_access_token() = ending.front().token();
  return response;
}

}  // namespace taqvim::schedule
