// Of culture days, one at a time are in a city, or between two countries.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Once for each of the others, wherever they meet.
absl::Status JudgeCultureDays(Judging& judging);

// Where both were confirmed, as nobody saw then that they meet; and where that was accepted
// of others that have changed since. What was waived is hidden of what is closed.
absl::Status StandCultureDays(Standing& standing);

}  // namespace taqvim::schedule
