// Redaction of events: removes what a caller may not see.
//
// The public sees its form of events that appear in public (public_form.h), and does not
// know that there are others: whoever shows events asks Rights::KnowsOf before.
//
// An event is closed to a principal whose rights do not show all of it
// (Rights::SeesAllOf). Such a caller may know that spaces are taken, and when; no more.
// Everything that it is answered about an event, by any method, is made from the
// visible form, and its filters, orders and pages are applied to that form, so that
// they never depend on what is hidden.
//
// Pure; thread-safe.
#pragma once

#include "google/protobuf/message.h"
#include "server/access/rights.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::access {

// Reduces the event to its name, state and visibility, its times, its bookings of
// spaces and venues, its host, which kind it has, the stops of culture days, and the
// state of its holds. All other fields are cleared, unknown ones too. Bookings of
// participants are removed, with their holds; `hold_rank` is the worst of those that
// stay. Idempotent.
void Redact(v1::Event& event);

// Reduces the event to what these rights show of it. Callers who see everything get all
// of it; the public gets what KeepPublic leaves, those to whom it is closed what Redact
// leaves; others get all but the counterparts of waivers of participants' bookings, which
// would say who else takes the participant.
//
// What may be seen of an earlier state of an event depends both on what it was then and
// on what it is now: whoever shows the past has to redact it as well when the event is
// closed as it is now.
void Show(const Rights& rights, v1::Event& event);

// Reduces a resource that is no event to what these rights show of it: to the public its
// form (public_form.h), to others all.
void ShowResource(const Rights& rights, google::protobuf::Message& resource);

// The same of an event as a copy in `scratch`; or the event itself, without copying, where
// all of it is shown.
const v1::Event& VisibleForm(const Rights& rights, const v1::Event& event, v1::Event& scratch);

// Whether the booking is visible even in events that are closed: bookings of spaces and
// venues are, those of participants are not.
inline bool IsSeenByAll(const v1::Booking& booking) {
  return booking.has_space() || booking.has_venue();
}

// How much a caller learns of an event's bookings of participants.
enum class Sight {
  kAll,
  // That the participant is taken, and when, but not by which event. So much must
  // be known to those whose own writes it would keep out.
  kTaken,
  // Nothing: to viewers the participant is free, as the times alone would tell which of
  // the events that they see it belongs to.
  kNothing,
};
Sight SightOfParticipants(const Rights& rights, const v1::Event& event);

}  // namespace taqvim::access
