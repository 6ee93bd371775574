// What is booked lies ahead.
#pragma once

#include "server/schedule/facts/judging.h"

namespace taqvim::schedule {

// By the first of the bookings that the write makes, moves or confirms and that are over, of
// an event that takes place once; of one that repeats, what is over is left as it is. What has
// been may be entered, so it is advice.
absl::Status JudgePast(Judging& judging);

}  // namespace taqvim::schedule
