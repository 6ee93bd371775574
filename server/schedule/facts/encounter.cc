#include "server/schedule/facts/encounter.h"

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"

namespace taqvim::schedule {

absl::StatusOr<bool> AreInEachOthersWay(Encounter& encounter) {
  const auto& [event, claim, other, relations, holds, work] = encounter;
  if (!MeetsUnder(claim.host, other)) return false;
  if (event.booking(claim.booking).is_participant()) return true;
  ASSIGN_OR_RETURN(const bool related, relations.AreRelated(event, other.owner));
  return !related;
}

}  // namespace taqvim::schedule
