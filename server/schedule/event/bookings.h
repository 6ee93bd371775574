// Accessors of bookings: what is booked, when, and in which zone.
#pragma once

#include <string>

#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The name of the space, venue or participant that a booking books.
const std::string& BookedName(const v1::Booking& booking);

// Whether it books a space or a venue.
bool IsPlaced(const v1::Event& event);

// Whether the time zone data has the zones of all its bookings, and of those of its pending
// move.
bool KnowsZones(const v1::Event& event);

// The period of a booking: its own or, without one, its event's.
const v1::Period& PeriodOf(const v1::Event& event, const v1::Booking& booking);

}  // namespace taqvim::schedule
