// Nothing takes place where it is closed.
#pragma once

#include "server/schedule/facts/encounter.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Always: a closure keeps out whatever meets it, under any host.
absl::StatusOr<bool> IsClosed(Encounter& encounter);

absl::StatusOr<v1::ConflictKind> HowClosed(const StandingEncounter& encounter);

}  // namespace taqvim::schedule
