// Feed keys: a part of server/schedule/api.h.
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/strings.h"
#include "server/schedule/api.h"
#include "server/schedule/methods/new_token.h"

namespace taqvim::schedule {
namespace {

constexpr TokenLife kLife = {absl::Hours(366 * 24), absl::Hours(3660 * 24)};

}  // namespace

absl::StatusOr<v1::CreateFeedKeyResponse> CreateFeedKey(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::CreateFeedKeyRequest& request) {
  RETURN_IF_ERROR(CheckMayHaveTokens(caller));
  ASSIGN_OR_RETURN(const auto shown, TokenShownBy(transaction, caller));
  access::StoredToken stored;
  v1::AccessToken& token = *stored.mutable_access_token();
  token.set_principal(std::string(caller.principal));
  token.set_purpose(request.purpose());
  token.set_kind(v1::ACCESS_TOKEN_KIND_FEED_KEY);
  token.set_read_only(true);
  *token.mutable_feed_filter() = request.filter();
  if (request.has_expire_time()) *token.mutable_expire_time() = request.expire_time();
  TakeOver(shown, stored);
  const absl::Time now = transaction.now();
  RETURN_IF_ERROR(
      SetExpiry(now, kLife, "expire_time", "make another key before this one ends", token));
  ASSIGN_OR_RETURN(const auto others, TokensOf(transaction, caller.principal));
  if (CountLive(others, token.kind(), now) >= kMostFeedKeys) {
    return LimitExceeded(Cat("There are ", kMostFeedKeys, " feed keys of ", caller.principal,
                             " already; revoke one that is not needed any more."),
                         std::nullopt);
  }
  v1::CreateFeedKeyResponse response;
  ASSIGN_OR_RETURN(*response.mutable_secret(),
                   PutNewToken(transaction, caller, request.validate_only(), stored,
                               {.deletes = ForgottenOf(others, now)}));
  *response.mutable_access_token() = token;
  return response;
}

}  // namespace taqvim::schedule
