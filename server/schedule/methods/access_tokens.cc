// Bearer tokens: a part of server/schedule/api.h.
#include "server/schedule/stored/access_tokens.h"

#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/secret.h"
#include "server/access/stored_token.pb.h"
#include "server/schedule/api.h"
#include "server/schedule/methods/grants.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/stored/uid.h"

namespace taqvim::schedule {
namespace {

using access::StoredToken;
using google::protobuf::util::TimeUtil;
using storage::Kind;

constexpr absl::Duration kUsualLife = absl::Hours(90 * 24);
constexpr absl::Duration kLongestLife = absl::Hours(366 * 24);
constexpr absl::Duration kLongestLifeWithCap = absl::Hours(3660 * 24);

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Status SetExpiry(absl::Time now, v1::AccessToken& token) {
  if (!token.has_expire_time()) {
    *token.mutable_expire_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now + kUsualLife));
  }
  const absl::Time expires = TimeOf(token.expire_time());
  if (expires <= now)
    return InvalidField("access_token.expire_time", "is over; give one that is ahead");
  if (expires <= now + (token.has_cap() ? kLongestLifeWithCap : kLongestLife)) {
    return absl::OkStatus();
  }
  return InvalidField("access_token.expire_time",
                      token.has_cap()
                          ? "is more than 3660 days ahead; make another token before this one ends"
                          : "is more than 366 days ahead; make another token before this one ends, "
                            "or give it a `cap`");
}

absl::Status Put(storage::Transaction& transaction, storage::ResourceId id,
                 const StoredToken& stored, bool is_new) {
  storage::Mutation mutation;
  ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, id, stored, is_new));
  mutation.puts.push_back(std::move(put));
  return transaction.Apply(std::move(mutation));
}

// Makes the token's grants that its principal does not have yet.
absl::Status PutGrants(storage::Transaction& transaction, const Caller& caller,
                       const v1::CreateAccessTokenRequest& request,
                       v1::CreateAccessTokenResponse& response) {
  for (int i = 0; i < request.grants_size(); ++i) {
    v1::Grant grant = request.grants(i);
    ClearOutputOnly(&grant);
    grant.set_principal(request.access_token().principal());
    ASSIGN_OR_RETURN(auto same, FindSameGrant(transaction, grant));
    if (!same.empty()) continue;
    ASSIGN_OR_RETURN(auto made, PutGrant(transaction, caller, absl::StrCat("grants[", i, "]"), "",
                                         std::move(grant)));
    *response.add_grants() = std::move(made);
  }
  return absl::OkStatus();
}

bool HasEnded(const v1::AccessToken& token, absl::Time now) {
  return token.has_revoke_time() || TimeOf(token.expire_time()) <= now;
}

}  // namespace

absl::StatusOr<v1::ListAccessTokensResponse> ListAccessTokens(
    storage::Snapshot& snapshot, const Caller&, const v1::ListAccessTokensRequest& request) {
  ASSIGN_OR_RETURN(auto after, ScanPosition(request));
  v1::ListAccessTokensResponse response;
  const auto take = [&](const storage::Resource& resource) -> absl::StatusOr<Taken> {
    ASSIGN_OR_RETURN(auto stored, Read<StoredToken>(resource));
    v1::AccessToken& token = *stored.mutable_access_token();
    const std::string& principal = request.principal();
    if (!principal.empty() && token.principal() != principal) return Taken{};
    if (!request.show_ended() && HasEnded(token, snapshot.now())) return Taken{};
    *response.add_access_tokens() = std::move(token);
    return Taken{resource.body.size()};
  };
  ASSIGN_OR_RETURN(auto next, Scan(snapshot, {.kind = Kind::kToken, .after = after},
                                   PageSize(request.page_size()), take));
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
  RETURN_IF_ERROR(SetExpiry(transaction.now(), token));
  ASSIGN_OR_RETURN(auto name, standard::NewName(transaction, Kind::kToken, "", ""));
  token.set_name(std::move(name));
  token.set_uid(NewUid(transaction));
  *token.mutable_create_time() = standard::Now(transaction);
  token.set_creator(std::string(caller.principal));
  if (token.has_cap()) token.set_read_only(true);
  v1::CreateAccessTokenResponse response;
  if (!request.validate_only()) {
    const std::string_view id = std::string_view(token.name()).substr(token.name().find('/') + 1);
    response.set_secret(access::MakeSecret(transaction.store_id(), id, transaction.NewSecret()));
    const access::SecretHash hash = access::HashOf(response.secret());
    stored.set_secret_hash(hash.data(), hash.size());
  }
  RETURN_IF_ERROR(Put(transaction, transaction.NewId(), stored, true));
  RETURN_IF_ERROR(PutGrants(transaction, caller, request, response));
  *response.mutable_access_token() = token;
  return response;
}

absl::StatusOr<v1::RevokeAccessTokenResponse> RevokeAccessToken(
    storage::Transaction& transaction, const Caller&, const v1::RevokeAccessTokenRequest& request) {
  ASSIGN_OR_RETURN(auto resource, transaction.Find(Kind::kToken, request.name()));
  if (!resource) return NotFound(request.name());
  ASSIGN_OR_RETURN(auto stored, Read<StoredToken>(*resource));
  if (!stored.access_token().has_revoke_time()) {
    *stored.mutable_access_token()->mutable_revoke_time() = standard::Now(transaction);
    RETURN_IF_ERROR(Put(transaction, resource->id, stored, false));
  }
  v1::RevokeAccessTokenResponse response;
  *response.mutable_access_token() = stored.access_token();
  return response;
}

}  // namespace taqvim::schedule
