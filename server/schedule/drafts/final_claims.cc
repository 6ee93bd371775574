#include "server/schedule/drafts/final_claims.h"

namespace taqvim::schedule {

void FinalClaims::Replace(const ClaimedDraft& draft, storage::ClaimKinds kinds) {
  replaced_.insert(draft.id);
  for (const storage::Claim& claim : draft.claims) {
    if (kinds.Has(claim.kind)) shall_be_.Add(draft, claim);
  }
}

}  // namespace taqvim::schedule
