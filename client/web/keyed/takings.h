// What the bookings of an event take of spaces and venues, and when: also at other times than the
// event is announced for.
#pragma once

#include <vector>

#include "client/web/published/schedule.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::web {

struct Taking {
  // Of the event.
  const v1::Booking* booking = nullptr;
  // When the booking takes its place; the day is that of the event's rule.
  Occurrence when;
};

// Of each booking that is of the feed's spaces, else of its venues, each time the event takes
// place: all that is booked moves as far as the event does. Set-up and tear-down are not counted.
// Good as long as the event is.
std::vector<Taking> TakingsOf(const Schedule& places, const PublishedEvent& event,
                              const v1::EventFilter& feed);

}  // namespace taqvim::web
