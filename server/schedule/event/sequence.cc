#include "server/schedule/event/sequence.h"

#include "server/access/redact.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

// What a calendar shows of an event as when, where and whether.
v1::Event Shown(const v1::Event& event) {
  v1::Event shown;
  shown.set_state(event.state());
  if (event.has_period()) *shown.mutable_period() = event.period();
  shown.set_time_zone(event.time_zone());
  if (event.has_culture_days()) {
    *shown.mutable_culture_days()->mutable_stops() = event.culture_days().stops();
  }
  if (event.has_recurrence()) {
    *shown.mutable_recurrence() = event.recurrence();
    shown.mutable_recurrence()->clear_on_conflict();
    shown.mutable_recurrence()->clear_claimed_through();
  }
  for (const v1::Booking& booking : event.bookings()) {
    if (!access::IsSeenByAll(booking)) continue;
    v1::Booking& place = *shown.add_bookings();
    place = booking;
    place.clear_set_up();
    place.clear_tear_down();
    place.clear_set_up_days();
    place.clear_tear_down_days();
    place.clear_expected_attendance();
  }
  return shown;
}

}  // namespace

int32_t SequenceAfter(const v1::Event& before, const v1::Event& after) {
  return before.sequence() + (ToBody(Shown(before)) == ToBody(Shown(after)) ? 0 : 1);
}

}  // namespace taqvim::schedule
