// What is left of an event for those to whom it is closed.
//
// An event is closed to a principal whose rights do not show all of it
// (Rights::SeesAllOf). Such a caller may know that spaces are taken, and when;
// no more. All that it is answered about an event, by whatever method, is made
// from the visible form, and whatever it asks for is held against that form:
// filters, orders and the ends of pages never depend on what is hidden.
//
// Pure; thread-safe.
#pragma once

#include "server/access/rights.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::access {

// Leaves of an event its name, state and visibility, its times, what it books of
// spaces and venues, inside which event it takes place, of which kind it is, the
// stops of culture days, and how its holds stand. All else goes, and so do fields
// that this does not know. Bookings of participants vanish, with their holds;
// `hold_rank` is the worst of what stays. Idempotent.
void Redact(v1::Event& event);

// Leaves of the event what these rights show of it: all but the names of what
// waivers of participants' bookings were given for, which would say who else
// takes the participant; what Redact leaves, where it is closed to them; and
// really all to those who see everything.
//
// Of an event as it was, what may be seen depends both on what it was then and on
// what it is now: whoever shows the past has to redact it as well when the event
// is closed as it is now.
void Show(const Rights& rights, v1::Event& event);

// The same without changing the event: itself where all of it is shown, which
// copies nothing, or else what is left of it, made in `scratch`.
const v1::Event& VisibleForm(const Rights& rights, const v1::Event& event, v1::Event& scratch);

// Whether the booking is seen even of events that are closed: those of
// participants are not.
inline bool IsSeenByAll(const v1::Booking& booking) {
  return booking.has_space() || booking.has_venue();
}

// How much is told of it that an event takes a participant.
enum class Sight {
  kAll,
  // That the participant is taken, and when, but not by which event. So much must
  // be known to those whose own writes it would keep out.
  kTaken,
  // Nothing: to viewers the participant is free, as the times alone would tell
  // which of the events that they see to take spaces it is.
  kNothing,
};
Sight SightOfParticipants(const Rights& rights, const v1::Event& event);

}  // namespace taqvim::access
