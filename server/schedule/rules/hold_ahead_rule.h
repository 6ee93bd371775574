// Nobody confirms what another event holds that ranks before.
#pragma once

#include "server/schedule/facts/encounter.h"

namespace taqvim::schedule {

// Whether the claim, which is confirmed or asks to be, takes what another holds, unless it
// was confirmed there before, or held it before the other. A hold of its own is one that it
// had before the write, and only where it had it.
absl::StatusOr<bool> IsHeldAhead(Encounter& encounter);

}  // namespace taqvim::schedule
