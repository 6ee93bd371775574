// The claims in the way of a draft, as they would be after the write.
#pragma once

#include <set>
#include <vector>

#include "server/schedule/claims/atom_uses.h"
#include "server/schedule/drafts/draft_claims.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// What is stored without the claims of all drafts, and with those that the
// drafts shall have. Of the draft itself only the bookings that do not move
// count: not because they would collide, but because nobody books twice what an
// event has already.
class FinalClaims final : public ClaimSource {
 public:
  // The drafts are claimed. `moving` are the indexes of bookings.
  FinalClaims(Drafts& drafts, const Draft& draft, std::set<int> moving);

  absl::StatusOr<std::vector<storage::Claim>> Read(storage::ResourceId atom,
                                                   const storage::Interval& interval) override;

 private:
  bool Counts(const Draft& other, const storage::Claim& claim) const;

  const Draft& draft_;
  storage::Work& work_;
  const std::set<int> moving_;
  std::set<storage::ResourceId> drafted_;
  StoredClaims stored_;
  DraftClaims shall_be_;
};

}  // namespace taqvim::schedule
