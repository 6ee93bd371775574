#include "server/schedule/free/claims_around.h"

#include <algorithm>
#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/rules/rule_table.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;

ClaimsAround::ClaimsAround(ClaimedDrafts& drafts, const ClaimedDraft& draft, std::set<int> moving)
    : draft_(draft), moving_(std::move(moving)), claims_(drafts) {
  for (const auto& other : drafts.all()) {
    drafts.work().Count(static_cast<int64_t>(other->claims.size()));
    claims_.Replace(*other);
  }
}

absl::StatusOr<std::vector<Claim>> ClaimsAround::Read(storage::ResourceId atom,
                                                      const storage::Interval& interval) {
  std::vector<Claim> claims;
  RETURN_IF_ERROR(claims_.ForEachOverlapping(atom, interval, KindsThatMeet(), [&](Claim claim) {
    if (!MeetsUnder(/*host=*/0, claim)) return absl::OkStatus();
    if (claim.owner == draft_.id) {
      // Of an event and its move only the one counts that is looked at.
      if (IsOfMove(claim.booking) != draft_.of_move) return absl::OkStatus();
      const int booking = draft_.of_move ? claim.booking - kFirstOfMove : claim.booking;
      if (moving_.contains(booking)) return absl::OkStatus();
      claim.kind = ClaimKind::kConfirmed;
    }
    claims.push_back(claim);
    return absl::OkStatus();
  }));
  std::sort(claims.begin(), claims.end(),
            [](const Claim& a, const Claim& b) { return a.interval.start < b.interval.start; });
  return claims;
}

}  // namespace taqvim::schedule
