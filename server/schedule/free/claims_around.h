// `ClaimsAround`: what would be in the way of bookings of a draft at other times or places,
// once its write is done.
#pragma once

#include <set>
#include <vector>

#include "server/schedule/claims/atom_uses.h"
#include "server/schedule/drafts/final_claims.h"

namespace taqvim::schedule {

// Of the draft itself only the bookings that do not move count: not because they would
// collide, but because nobody books twice what an event has already.
class ClaimsAround final : public ClaimSource {
 public:
  // The drafts are claimed. `moving` are the indexes of bookings.
  ClaimsAround(ClaimedDrafts& drafts, const ClaimedDraft& draft, std::set<int> moving);

  absl::StatusOr<std::vector<storage::Claim>> Read(storage::ResourceId atom,
                                                   const storage::Interval& interval) override;

 private:
  const ClaimedDraft& draft_;
  const std::set<int> moving_;
  FinalClaims claims_;
};

}  // namespace taqvim::schedule
