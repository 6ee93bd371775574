// Invitations and sessions: a part of server/schedule/api.h.
#include <algorithm>

#include "proto/status_macros.h"
#include "server/access/token_kinds.h"
#include "server/schedule/api.h"
#include "server/schedule/methods/new_token.h"
#include "server/schedule/methods/standard_methods.h"

namespace taqvim::schedule {
namespace {

using storage::Mutation;

constexpr TokenLife kInvitationLife = {absl::Hours(7 * 24), absl::Hours(31 * 24)};

bool IsInvitation(const std::optional<FoundToken>& shown) {
  return shown.has_value() && shown->token().kind() == v1::ACCESS_TOKEN_KIND_INVITATION;
}

absl::Status AddRevocation(storage::Transaction& transaction, FoundToken found,
                           Mutation& mutation) {
  *found.stored.mutable_access_token()->mutable_revoke_time() = standard::Now(transaction);
  ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, found.id, found.stored));
  mutation.puts.push_back(std::move(put));
  return absl::OkStatus();
}

// Where there are as many sessions as there may be, the one that ends first makes way; and
// what ended long ago is forgotten.
absl::Status MakeRoom(storage::Transaction& transaction, std::string_view principal,
                      Mutation& mutation) {
  const absl::Time now = transaction.now();
  ASSIGN_OR_RETURN(const auto others, TokensOf(transaction, principal));
  mutation.deletes = ForgottenOf(others, now);
  if (CountLive(others, v1::ACCESS_TOKEN_KIND_SESSION, now) < kMostSessions) {
    return absl::OkStatus();
  }
  const FoundToken* first = nullptr;
  for (const FoundToken& found : others) {
    if (found.token().kind() != v1::ACCESS_TOKEN_KIND_SESSION || found.HasEnded(now)) continue;
    const bool sooner = first == nullptr ||
                        TimeOf(found.token().expire_time()) < TimeOf(first->token().expire_time());
    if (sooner) first = &found;
  }
  return AddRevocation(transaction, *first, mutation);
}

// A session does not outlast what it was opened with, unless that was an invitation.
void SetEnd(absl::Time now, absl::Time most, access::StoredToken& stored) {
  const absl::Time latest = std::min(now + access::kSessionLife, most);
  *stored.mutable_latest_expire_time() = ToTimestamp(latest);
  *stored.mutable_access_token()->mutable_expire_time() =
      ToTimestamp(std::min(now + access::kSessionIdle, latest));
}

}  // namespace

absl::StatusOr<v1::CreateInvitationResponse> CreateInvitation(
    storage::Transaction& transaction, const Caller& caller,
    const v1::CreateInvitationRequest& request) {
  access::StoredToken stored;
  v1::AccessToken& token = *stored.mutable_access_token();
  token.set_principal(request.principal());
  token.set_purpose(request.purpose());
  token.set_kind(v1::ACCESS_TOKEN_KIND_INVITATION);
  if (request.has_expire_time()) *token.mutable_expire_time() = request.expire_time();
  RETURN_IF_ERROR(SetExpiry(transaction.now(), kInvitationLife, "expire_time",
                            "invite again when this one ends", token));
  v1::CreateInvitationResponse response;
  ASSIGN_OR_RETURN(*response.mutable_secret(),
                   PutNewToken(transaction, caller, request.validate_only(), stored));
  RETURN_IF_ERROR(PutGrants(transaction, caller, token.principal(), request.grants(),
                            *response.mutable_grants()));
  *response.mutable_access_token() = token;
  return response;
}

absl::StatusOr<v1::CreateSessionResponse> CreateSession(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::CreateSessionRequest& request) {
  RETURN_IF_ERROR(CheckMayHaveTokens(caller));
  ASSIGN_OR_RETURN(const auto shown, TokenShownBy(transaction, caller));
  access::StoredToken stored;
  v1::AccessToken& token = *stored.mutable_access_token();
  token.set_principal(std::string(caller.principal));
  token.set_kind(v1::ACCESS_TOKEN_KIND_SESSION);
  token.set_device(request.device());
  TakeOver(shown, stored);
  SetEnd(transaction.now(), IsInvitation(shown) ? absl::InfiniteFuture() : caller.expires, stored);
  Mutation mutation;
  RETURN_IF_ERROR(MakeRoom(transaction, caller.principal, mutation));
  if (IsInvitation(shown)) RETURN_IF_ERROR(AddRevocation(transaction, *shown, mutation));
  v1::CreateSessionResponse response;
  ASSIGN_OR_RETURN(
      *response.mutable_secret(),
      PutNewToken(transaction, caller, request.validate_only(), stored, std::move(mutation)));
  *response.mutable_access_token() = token;
  return response;
}

}  // namespace taqvim::schedule
