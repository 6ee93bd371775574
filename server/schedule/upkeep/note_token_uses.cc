#include "server/schedule/upkeep/note_token_uses.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {
namespace {

// Whether anything changed.
bool NoteUse(const access::TokenUses::Use& use, v1::AccessToken& token) {
  bool changed = false;
  if (!token.has_last_use_day() || ToCivilDay(token.last_use_day()) < use.day) {
    *token.mutable_last_use_day() = ToDate(use.day);
    changed = true;
  }
  const bool put_off = token.kind() == v1::ACCESS_TOKEN_KIND_SESSION && !token.has_revoke_time() &&
                       use.end > TimeOf(token.expire_time());
  if (put_off) *token.mutable_expire_time() = ToTimestamp(use.end);
  return changed || put_off;
}

}  // namespace

absl::Status NoteTokenUses(storage::Transaction& transaction, const access::TokenUses::Uses& uses) {
  storage::Mutation mutation;
  for (const auto& [name, use] : uses) {
    ASSIGN_OR_RETURN(auto resource, transaction.Find(storage::Kind::kToken, name));
    if (!resource) continue;
    ASSIGN_OR_RETURN(auto stored, Read<access::StoredToken>(*resource));
    if (!NoteUse(use, *stored.mutable_access_token())) continue;
    ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, resource->id, stored));
    mutation.puts.push_back(std::move(put));
  }
  return mutation.puts.empty() ? absl::OkStatus() : transaction.Apply(std::move(mutation));
}

}  // namespace taqvim::schedule
