#include "server/schedule/event/moves.h"

#include "server/base/event_state.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;

v1::Event AsMoved(const v1::Event& event) {
  v1::Event moved = event;
  const v1::EventMove& move = event.move();
  moved.clear_move();
  moved.set_state(v1::EVENT_STATE_TENTATIVE);
  moved.clear_confirm_time();
  CopyPlace(move, moved);
  *moved.mutable_approvals() = move.approvals();
  *moved.mutable_holds() = move.holds();
  *moved.mutable_waivers() = move.waivers();
  *moved.mutable_ask_time() = move.ask_time();
  *moved.mutable_expire_time() = move.expire_time();
  return moved;
}

void KeepInMove(const v1::Event& moved, v1::Event& event) {
  v1::EventMove& move = *event.mutable_move();
  CopyPlace(moved, move);
  *move.mutable_approvals() = moved.approvals();
  *move.mutable_holds() = moved.holds();
  *move.mutable_waivers() = moved.waivers();
}

const v1::Booking* BookingAt(const v1::Event& event, int booking) {
  if (!IsOfMove(booking)) {
    return booking < event.bookings_size() ? &event.bookings(booking) : nullptr;
  }
  const int index = booking - kFirstOfMove;
  if (!IsMovePending(event) || index >= event.move().bookings_size()) return nullptr;
  return &event.move().bookings(index);
}

const std::string& MoveGroupOf(const v1::Event& event) {
  static const std::string& none = *new std::string();
  return IsMovePending(event) ? event.move().group() : none;
}

ClaimsApart TakeApart(const std::vector<Claim>& claims) {
  ClaimsApart apart;
  apart.own.reserve(claims.size());
  for (const Claim& claim : claims) {
    if (claim.kind == ClaimKind::kCultureDays || !IsOfMove(claim.booking)) {
      apart.own.push_back(claim);
      continue;
    }
    apart.of_move.push_back(claim);
    apart.of_move.back().booking -= kFirstOfMove;
  }
  return apart;
}

Claim AmongOwn(Claim of_move) {
  of_move.booking += kFirstOfMove;
  return of_move;
}

}  // namespace taqvim::schedule
