// A timed booking, without its set-up and tear-down, is within the hours of its venue.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Whether the venue is not open all the time.
bool IsOutsideHours(const PlacedBooking& booking);

absl::Status JudgeHours(Judging& judging);
absl::Status StandOutsideHours(Standing& standing);

}  // namespace taqvim::schedule
