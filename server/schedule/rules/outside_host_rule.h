// What an event books is inside what its host books.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

absl::Status JudgeHost(Judging& judging);

// What the host does not hold lies under no host.
absl::Status StandOutsideHost(Standing& standing);

}  // namespace taqvim::schedule
