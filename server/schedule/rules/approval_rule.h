// What is confirmed of venues and participants that approve their bookings is as they approved
// it.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/placed_booking.h"

namespace taqvim::schedule {

// Whether the booking takes more than was approved.
bool NeedsApproval(const PlacedBooking& booking);

// What is tentative is approved before it is confirmed.
absl::Status JudgeApproval(Judging& judging);

// A waiver for want of an approval was for what was new then: whether the booking takes more
// again.
bool NeedsAnotherApproval(const JudgedEvent& event, int booking);

}  // namespace taqvim::schedule
