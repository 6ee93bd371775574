// The move of a confirmed event: where and when it shall take place instead, once those
// agree who approve their bookings. While that is pending, what it books are holds of the
// same event. Pure.
//
// Rules and claims know no moves: they are given the event as it would be, tentative.
// Only where claims of both stand together, as in the store, do those of the move have
// numbers of bookings of their own.
#pragma once

#include <string>
#include <vector>

#include "storage/claim.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The number of the first booking of a move, among the bookings of its event; an event has
// far less.
inline constexpr int kFirstOfMove = 1000;
inline bool IsOfMove(int booking) { return booking >= kFirstOfMove; }

// The event as its pending move would have it: tentative until that lapses, and without a
// move.
v1::Event AsMoved(const v1::Event& event);
// Takes what is said of the event as moved into its move.
void KeepInMove(const v1::Event& moved, v1::Event& event);

// Lets `to`, an event or a move, take place where, when and how `from` does.
template <class From, class To>
void CopyPlace(const From& from, To& to) {
  to.clear_period();
  to.clear_recurrence();
  if (from.has_period()) *to.mutable_period() = from.period();
  if (from.has_recurrence()) *to.mutable_recurrence() = from.recurrence();
  to.set_time_zone(from.time_zone());
  *to.mutable_bookings() = from.bookings();
}

// The booking of that number, of the event or of its pending move; null when there is none.
const v1::Booking* BookingAt(const v1::Event& event, int booking);

// The group of its pending move; empty when it has none, or none moves with it.
const std::string& MoveGroupOf(const v1::Event& event);

// The claims of an event and those of its move, in the order that they had. Those of the
// move have the numbers that its bookings have in AsMoved.
struct ClaimsApart {
  std::vector<storage::Claim> own;
  std::vector<storage::Claim> of_move;
};
ClaimsApart TakeApart(const std::vector<storage::Claim>& claims);
// A claim of the event as moved, as it stands among those of the event.
storage::Claim AmongOwn(storage::Claim of_move);

}  // namespace taqvim::schedule
