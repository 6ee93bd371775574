// `FinalClaims`: the claims as they shall be after a write: what is stored, less that of its
// drafts, plus what these claim.
#pragma once

#include <deque>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/draft_claims.h"
#include "storage/claim.h"

namespace taqvim::schedule {

class FinalClaims {
 public:
  explicit FinalClaims(ClaimedDrafts& drafts) : drafts_(drafts) {}

  // Takes the claims of these kinds that the draft shall have in the place of all that are
  // stored of it; of its move, too, as they stand in the store. They stay as DraftClaims
  // says. Not after ForEachOverlapping.
  void Replace(const ClaimedDraft& draft, storage::ClaimKinds kinds = storage::ClaimKinds::All());

  // Calls `visit(claim)`, which returns a status, for those of these kinds that overlap the
  // interval on the atom, in some order, until it fails. What is looked at counts as work.
  template <class Visit>
  absl::Status ForEachOverlapping(storage::ResourceId atom, const storage::Interval& interval,
                                  storage::ClaimKinds kinds, Visit visit) {
    const auto stored =
        drafts_.transaction().ClaimsOverlapping(atom, interval, kinds, kMostClaimsMet);
    if (!stored.ok()) return stored.status();
    for (const storage::Claim& claim : *stored) {
      if (replaced_.contains(claim.owner)) continue;
      if (absl::Status visited = visit(claim); !visited.ok()) return visited;
    }
    return shall_be_.ForEachOverlapping(
        atom, interval, drafts_.work(), [&](const ClaimedDraft&, const storage::Claim& claim) {
          return kinds.Has(claim.kind) ? visit(claim) : absl::OkStatus();
        });
  }

 private:
  ClaimedDrafts& drafts_;
  absl::flat_hash_set<storage::ResourceId> replaced_;
  DraftClaims shall_be_;
  // Those of moves.
  std::deque<storage::Claim> of_moves_;
};

}  // namespace taqvim::schedule
