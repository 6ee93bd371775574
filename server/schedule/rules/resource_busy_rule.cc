#include "server/schedule/rules/resource_busy_rule.h"

#include "server/schedule/claims/collision.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/event/precedence.h"

namespace taqvim::schedule {

absl::StatusOr<bool> IsTaken(Encounter& encounter) { return AreInEachOthersWay(encounter); }

absl::StatusOr<v1::ConflictKind> HowTaken(const StandingEncounter& encounter) {
  const auto& [standing, claim, other, party] = encounter;
  const StandingEvent& event = standing.event;
  if (!MeetsUnder(claim.host, other)) return v1::CONFLICT_KIND_UNSPECIFIED;
  // What moves together makes room.
  const std::string& group = event.move_group;
  if (!group.empty() && MoveGroupOf(*party.event) == group) return v1::CONFLICT_KIND_UNSPECIFIED;
  const bool hidden =
      party.sight == access::Sight::kNothing && event.booking(claim.booking).has_participant();
  if (hidden || party.name == event.event->host()) return v1::CONFLICT_KIND_UNSPECIFIED;
  if (claim.kind == storage::ClaimKind::kHeld) return v1::CONFLICT_KIND_HOLD_BLOCKED;
  return ConfirmedBefore(*party.event, other.owner, *event.event, event.resource.id)
             ? v1::CONFLICT_KIND_CONTESTED
             : v1::CONFLICT_KIND_UNSPECIFIED;
}

}  // namespace taqvim::schedule
