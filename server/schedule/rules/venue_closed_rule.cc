#include "server/schedule/rules/venue_closed_rule.h"

namespace taqvim::schedule {

absl::StatusOr<bool> IsClosed(Encounter&) { return true; }

absl::StatusOr<v1::ConflictKind> HowClosed(const StandingEncounter& encounter) {
  return encounter.standing
      .KindAt(encounter.claim.booking, v1::CONFLICT_KIND_CLOSED, encounter.party.name,
              encounter.party.etag)
      .value_or(v1::CONFLICT_KIND_UNSPECIFIED);
}

}  // namespace taqvim::schedule
