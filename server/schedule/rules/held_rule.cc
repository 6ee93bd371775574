#include "server/schedule/rules/held_rule.h"

#include "proto/status_macros.h"

namespace taqvim::schedule {

absl::StatusOr<bool> IsHeldToo(Encounter& encounter) {
  const auto& [event, claim, other, relations, holds, work] = encounter;
  if (!event.written || event.confirmed()) return false;
  ASSIGN_OR_RETURN(const bool meets, AreInEachOthersWay(encounter));
  // Occurrences that stay as they were still tell how the booking ranks.
  const bool is_new = event.IsNew(claim);
  if (!meets || !(is_new || event.anew)) return false;
  ASSIGN_OR_RETURN(const auto place, holds.PlaceOfHold(other));
  if (!place) return false;
  if (*place < PlaceOf(event.after, event.id, claim.booking)) {
    holds.PutAhead(event.id, claim.booking, other.owner);
  }
  return is_new && !event.confirming;
}

}  // namespace taqvim::schedule
