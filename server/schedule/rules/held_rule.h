// Whoever holds something is told who else does.
#pragma once

#include "server/schedule/facts/encounter.h"

namespace taqvim::schedule {

// Whether the claim, which is a hold and no more, meets another. Notes for the ranks of the
// event's holds which come before them.
absl::StatusOr<bool> IsHeldToo(Encounter& encounter);

}  // namespace taqvim::schedule
