#include "server/schedule/upkeep/note_token_uses.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {

absl::Status NoteTokenUses(storage::Transaction& transaction, const access::TokenUses::Days& days) {
  storage::Mutation mutation;
  for (const auto& [name, day] : days) {
    ASSIGN_OR_RETURN(auto resource, transaction.Find(storage::Kind::kToken, name));
    if (!resource) continue;
    ASSIGN_OR_RETURN(auto stored, Read<access::StoredToken>(*resource));
    v1::AccessToken& token = *stored.mutable_access_token();
    if (token.has_last_use_day() && ToCivilDay(token.last_use_day()) >= day) continue;
    *token.mutable_last_use_day() = ToDate(day);
    ASSIGN_OR_RETURN(auto put, PutOfToken(transaction, resource->id, stored));
    mutation.puts.push_back(std::move(put));
  }
  return mutation.puts.empty() ? absl::OkStatus() : transaction.Apply(std::move(mutation));
}

}  // namespace taqvim::schedule
