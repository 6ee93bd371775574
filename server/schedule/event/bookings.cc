#include "server/schedule/event/bookings.h"

#include <algorithm>

#include "server/base/event_state.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

const std::string& BookedName(const v1::Booking& booking) {
  if (booking.has_space()) return booking.space();
  return booking.has_venue() ? booking.venue() : booking.participant();
}

bool IsPlaced(const v1::Event& event) {
  return std::any_of(event.bookings().begin(), event.bookings().end(),
                     [](const v1::Booking& booking) { return !booking.has_participant(); });
}

bool KnowsZones(const v1::Event& event) {
  const auto known = [](const v1::Booking& booking) { return FindZone(booking.time_zone()).ok(); };
  const auto& bookings = event.bookings();
  const auto& of_move = event.move().bookings();
  return std::all_of(bookings.begin(), bookings.end(), known) &&
         (!IsMovePending(event) || std::all_of(of_move.begin(), of_move.end(), known));
}

const v1::Period& PeriodOf(const v1::Event& event, const v1::Booking& booking) {
  return booking.has_period() ? booking.period() : event.period();
}

}  // namespace taqvim::schedule
