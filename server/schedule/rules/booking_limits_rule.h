// A venue is booked in time, not too far ahead, and not for too long.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/placed_booking.h"

namespace taqvim::schedule {

// Whether the booking, when it is asked for, breaks one of its venue's limits.
bool IsOutsideLimits(const PlacedBooking& booking);

// Of bookings that the write makes or moves; of an event that repeats by the first of the
// occurrences that it adds.
absl::Status JudgeLimits(Judging& judging);

}  // namespace taqvim::schedule
