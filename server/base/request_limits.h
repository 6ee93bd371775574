// Limits of the work of one request, in units of storage/work.h; the contract says so
// at BatchWriteEvents.
#pragma once

#include "storage/snapshot.h"

namespace taqvim::schedule {

// For every method that writes or checks. They keep a request to about half a second;
// what the server does by itself has no limits.
inline constexpr storage::WorkLimits kRequestLimits = {.units = 1'000'000, .claims = 100'000};

// How many events one request publishes at most, and how many it unpublishes.
inline constexpr int kMostPublished = 5000;

// Units after which a write that is never refused for them, such as of a closure, stops
// looking for conflicts to report.
inline constexpr int64_t kReportUnits = 400'000;

// Units after which a revision by `system`, which has no limits, takes in no more
// resources; writing them costs ten times as much at most. Units spent on resources
// that it passed over (`passed_over`) do not count.
inline constexpr int64_t kUnitsOfSystem = 50'000;
inline bool IsFullRevision(storage::Snapshot& snapshot, int64_t passed_over = 0) {
  return snapshot.work().spent() - passed_over >= kUnitsOfSystem;
}

}  // namespace taqvim::schedule
