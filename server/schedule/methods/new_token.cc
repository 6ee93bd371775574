#include "server/schedule/methods/new_token.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/principals.h"
#include "server/access/secret.h"
#include "server/base/errors.h"
#include "server/base/strings.h"
#include "server/schedule/methods/grants.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/stored/uid.h"

namespace taqvim::schedule {

absl::Status SetExpiry(absl::Time now, const TokenLife& life, std::string_view field,
                       std::string_view instead, v1::AccessToken& token) {
  if (!token.has_expire_time()) *token.mutable_expire_time() = ToTimestamp(now + life.usual);
  const absl::Time expires = TimeOf(token.expire_time());
  if (expires <= now) return InvalidField(field, "is over; give one that is ahead");
  if (expires <= now + life.longest) return absl::OkStatus();
  return InvalidField(
      field, Cat("is more than ", life.longest / absl::Hours(24), " days ahead; ", instead));
}

absl::StatusOr<std::string> PutNewToken(storage::Transaction& transaction, const Caller& caller,
                                        bool dry_run, access::StoredToken& stored,
                                        storage::Mutation along) {
  v1::AccessToken& token = *stored.mutable_access_token();
  ASSIGN_OR_RETURN(auto name, standard::NewName(transaction, storage::Kind::kToken, "", ""));
  token.set_name(std::move(name));
  token.set_uid(NewUid(transaction));
  *token.mutable_create_time() = standard::Now(transaction);
  token.set_creator(std::string(caller.principal));
  std::string secret;
  if (!dry_run) {
    const std::string_view id = std::string_view(token.name()).substr(token.name().find('/') + 1);
    secret = access::MakeSecret(transaction.store_id(), id, transaction.NewSecret());
    const access::SecretHash hash = access::HashOf(secret);
    stored.set_secret_hash(hash.data(), hash.size());
  }
  // What a token was made with is capped to it already, whatever became of that.
  const bool is_new = stored.opener().empty();
  ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, transaction.NewId(), stored, is_new));
  along.puts.push_back(std::move(put));
  RETURN_IF_ERROR(transaction.Apply(std::move(along)));
  return secret;
}

absl::Status PutGrants(storage::Transaction& transaction, const Caller& caller,
                       const std::string& principal, const Grants& grants, Grants& made) {
  for (int i = 0; i < grants.size(); ++i) {
    v1::Grant grant = grants[i];
    ClearOutputOnly(&grant);
    grant.set_principal(principal);
    ASSIGN_OR_RETURN(auto same, FindSameGrant(transaction, grant));
    if (!same.empty()) continue;
    ASSIGN_OR_RETURN(auto put, PutGrant(transaction, caller, absl::StrCat("grants[", i, "]"), "",
                                        std::move(grant)));
    *made.Add() = std::move(put);
  }
  return absl::OkStatus();
}

absl::Status CheckMayHaveTokens(const Caller& caller) {
  if (access::IsGrantable(caller.principal)) return absl::OkStatus();
  return PermissionDenied(Cat("The caller is ", caller.principal,
                              ", which has no access tokens of its own; call with a token or a "
                              "client certificate."));
}

absl::StatusOr<std::optional<FoundToken>> TokenShownBy(storage::Snapshot& snapshot,
                                                       const Caller& caller) {
  if (caller.token.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(auto found, FindToken(snapshot, caller.token));
  if (!found || found->token().has_revoke_time()) return Unauthenticated();
  return found;
}

void TakeOver(const std::optional<FoundToken>& shown, access::StoredToken& stored) {
  if (!shown) return;
  const v1::AccessToken& with = shown->token();
  if (with.has_cap()) *stored.mutable_access_token()->mutable_cap() = with.cap();
  if (with.read_only()) stored.mutable_access_token()->set_read_only(true);
  const bool in_session = with.kind() == v1::ACCESS_TOKEN_KIND_SESSION;
  stored.set_opener(in_session ? shown->stored.opener() : with.name());
}

int CountLive(const std::vector<FoundToken>& tokens, v1::AccessTokenKind kind, absl::Time now) {
  int count = 0;
  for (const FoundToken& found : tokens) {
    if (found.token().kind() == kind && !found.HasEnded(now)) ++count;
  }
  return count;
}

std::vector<storage::ResourceId> ForgottenOf(const std::vector<FoundToken>& tokens,
                                             absl::Time now) {
  std::vector<storage::ResourceId> ended;
  for (const FoundToken& found : tokens) {
    const bool of_its_own = found.token().kind() == v1::ACCESS_TOKEN_KIND_FEED_KEY ||
                            found.token().kind() == v1::ACCESS_TOKEN_KIND_SESSION;
    if (of_its_own && found.HasEnded(now)) ended.push_back(found.id);
  }
  ended.resize(ended.size() - std::min(ended.size(), size_t{kMostEnded}));
  return ended;
}

}  // namespace taqvim::schedule
