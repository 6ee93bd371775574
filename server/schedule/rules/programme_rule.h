// What belongs to a programme is in one of its cities when the programme stops there, and
// the programme takes place.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Of an event that books no place, its days alone are held against the stops. What a write
// leaves as it was in the programme is not judged again.
absl::Status JudgeProgramme(Judging& judging);

// Which programme an event belongs to is hidden of what is closed.
absl::Status StandOutsideProgramme(Standing& standing);

}  // namespace taqvim::schedule
