// What one request may cost; the contract says so at BatchWriteEvents.
#pragma once

#include "storage/snapshot.h"

namespace taqvim::schedule {

// Of every method that writes or checks. Chosen so that a request takes about half a
// second at most; what the server does by itself has no limits.
inline constexpr storage::WorkLimits kRequestLimits = {.units = 1'000'000, .claims = 100'000};

// How many of these units may be spent before a write that is never refused for it, such
// as of a closure, looks no further for what it meets.
inline constexpr int64_t kReportUnits = 400'000;

// A revision by `system`, which has no limits, takes in no more once so many units were
// spent on what it has taken in; to write that costs ten times as much at most. What was
// spent on what it passed over does not count.
inline constexpr int64_t kUnitsOfSystem = 50'000;
inline bool IsFullRevision(storage::Snapshot& snapshot, int64_t passed_over = 0) {
  return snapshot.work().spent() - passed_over >= kUnitsOfSystem;
}

}  // namespace taqvim::schedule
