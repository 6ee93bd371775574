// A space, venue or participant is not taken twice.
#pragma once

#include "server/schedule/facts/encounter.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Whether the claim is in the way of another booking, which is confirmed.
absl::StatusOr<bool> IsTaken(Encounter& encounter);

// What is held stands behind all that is confirmed; of two confirmed events, the one that
// was confirmed later. That an event has left its host is said by another rule, once, and
// not of each of their claims.
absl::StatusOr<v1::ConflictKind> HowTaken(const StandingEncounter& encounter);

}  // namespace taqvim::schedule
