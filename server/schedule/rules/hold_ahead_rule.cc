#include "server/schedule/rules/hold_ahead_rule.h"

#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

// The same of the hold of the move that the event had before, which may be made now.
bool PrecedesMove(const HoldPlace& other, const Encounter& encounter, const Interval& meeting) {
  const JudgedEvent& event = encounter.event;
  const v1::Event moved = AsMoved(event.before);
  const std::string& id = event.after.bookings(encounter.claim.booking).id();
  const int old = IndexOfBooking(moved, id);
  const auto held = [old](const Claim& one) { return one.booking == old; };
  if (old < 0 ||
      !Covers(event.move_claims_before, encounter.claim.atom, meeting, encounter.work, held)) {
    return true;
  }
  return other < PlaceOf(moved, event.id, old);
}

// Whether the other hold ranks before the one that the event had there, if any.
bool Precedes(const HoldPlace& other, const Encounter& encounter, const Interval& meeting) {
  const JudgedEvent& event = encounter.event;
  const Claim& claim = encounter.claim;
  if (IsMovePending(event.before)) return PrecedesMove(other, encounter, meeting);
  if (event.before.state() != v1::EVENT_STATE_TENTATIVE) return true;
  const int old = IndexOfBooking(event.before, event.after.bookings(claim.booking).id());
  const auto held = [old](const Claim& one) {
    return one.kind == ClaimKind::kHeld && one.booking == old;
  };
  if (old < 0 || !Covers(event.claims_before, claim.atom, meeting, encounter.work, held)) {
    return true;
  }
  return other < PlaceOf(event.before, event.id, old);
}

}  // namespace

absl::StatusOr<bool> IsHeldAhead(Encounter& encounter) {
  const auto& [event, claim, other, relations, holds, work] = encounter;
  // What is only drawn in, or put under another host, takes nothing anew.
  if (!event.written || !(event.confirmed() || event.confirming)) return false;
  ASSIGN_OR_RETURN(const bool meets, AreInEachOthersWay(encounter));
  if (!meets || !event.IsNew(claim)) return false;
  ASSIGN_OR_RETURN(const auto place, holds.PlaceOfHold(other));
  if (!place) return false;
  const Interval meeting = SharedPart(claim.interval, other.interval);
  const auto confirmed = [](const Claim& one) { return Blocks(one.kind); };
  return !Covers(event.claims_before, claim.atom, meeting, work, confirmed) &&
         Precedes(*place, encounter, meeting);
}

}  // namespace taqvim::schedule
