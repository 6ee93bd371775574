#include "server/schedule/drafts/moved_draft.h"

#include "server/base/event_state.h"
#include "server/schedule/event/moves.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// What an event claims ahead, as its move holds it where it stays.
std::vector<Claim> HeldAhead(const std::vector<Claim>& claims, absl::Time now) {
  std::vector<Claim> held;
  for (Claim claim : claims) {
    if (claim.kind == ClaimKind::kCultureDays || claim.interval.end <= absl::ToUnixSeconds(now)) {
      continue;
    }
    claim.kind = ClaimKind::kHeld;
    held.push_back(claim);
  }
  return held;
}

// An event as it was before its move is judged: what else of it the write changes is judged
// of the event itself. But what it is inside is a matter of places, too.
v1::Event BeforeMove(const Draft& draft, const v1::Event& placed) {
  v1::Event before = draft.after;
  before.clear_move();
  before.set_state(placed.state());
  before.set_host(placed.host());
  CopyPlace(placed, before);
  *before.mutable_approvals() = placed.approvals();
  *before.mutable_holds() = placed.holds();
  *before.mutable_waivers() = placed.waivers();
  return before;
}

}  // namespace

std::optional<Draft> MovedDraft(const Draft& draft, absl::Time now) {
  if (!IsMovePending(draft.after)) return std::nullopt;
  Draft moved;
  moved.id = draft.id;
  moved.stored = draft.stored;
  moved.item = draft.item;
  moved.written = draft.written;
  moved.occasion = draft.occasion;
  moved.path = draft.path;
  moved.overrides = draft.overrides;
  moved.of_move = true;
  moved.move_group = MoveGroupOf(draft.after);
  moved.after = AsMoved(draft.after);
  if (draft.move_is_new || !IsMovePending(draft.before)) {
    moved.before = BeforeMove(draft, draft.before);
    moved.claims_before = HeldAhead(draft.claims_before, now);
  } else {
    moved.before = BeforeMove(draft, AsMoved(draft.before));
    moved.claims_before = draft.move_claims_before;
  }
  return moved;
}

}  // namespace taqvim::schedule
