// No more people are expected than the space seats.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Whether more are expected than it is known to seat.
bool IsOverCapacity(const PlacedBooking& booking);

absl::Status JudgeCapacity(Judging& judging);
absl::Status StandOverCapacity(Standing& standing);

}  // namespace taqvim::schedule
