#include "server/schedule/drafts/final_claims.h"

#include "server/schedule/event/moves.h"

namespace taqvim::schedule {

void FinalClaims::Replace(const ClaimedDraft& draft, storage::ClaimKinds kinds) {
  replaced_.insert(draft.id);
  for (const storage::Claim& claim : draft.claims) {
    if (kinds.Has(claim.kind)) shall_be_.Add(draft, claim);
  }
  if (!draft.move) return;
  for (const storage::Claim& claim : draft.move->claims) {
    if (kinds.Has(claim.kind)) shall_be_.Add(draft, of_moves_.emplace_back(AmongOwn(claim)));
  }
}

}  // namespace taqvim::schedule
