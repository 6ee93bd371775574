// What is booked lies ahead.
#pragma once

#include "server/schedule/facts/judging.h"

namespace taqvim::schedule {

// Of bookings that the write makes, moves or confirms, of an event that takes place once; of
// one that repeats, what is over is left as it is. The world may enter what has been, so it
// is advice.
absl::Status JudgePast(Judging& judging);

}  // namespace taqvim::schedule
