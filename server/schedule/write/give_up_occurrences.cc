#include "server/schedule/write/give_up_occurrences.h"

#include <algorithm>

#include "server/schedule/claiming/kept_days.h"
#include "server/schedule/drafts/draft_occurrences.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// Whether the claim is for occurrences that are all among these.
bool IsOnlyFor(const ClaimedDraft& draft, const Claim& claim,
               const std::set<absl::CivilDay>& days) {
  if (claim.kind == ClaimKind::kCultureDays) return false;
  const auto [first, end] = OccurrencesAt(draft, claim.booking, claim.interval);
  return first != end && std::all_of(first, end, [&](int occurrence) {
           return days.count(draft.series.occurrences[occurrence].day) > 0;
         });
}

}  // namespace

void GiveUpOccurrences(ClaimedDraft& draft, const std::set<absl::CivilDay>& days, bool skip) {
  const auto yields = [&](const Claim& claim) { return IsOnlyFor(draft, claim, days); };
  if (skip) {
    std::erase_if(draft.claims, yields);
  } else {
    for (Claim& claim : draft.claims) {
      if (yields(claim)) claim.kind = ClaimKind::kHeld;
    }
  }
  v1::Recurrence& recurrence = *draft.after.mutable_recurrence();
  AddDays(days, skip ? recurrence.mutable_skipped_days() : recurrence.mutable_held_days());
}

}  // namespace taqvim::schedule
