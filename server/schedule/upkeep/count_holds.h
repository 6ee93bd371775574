// How many events hold places: a number for who keeps the server running.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

struct HoldCount {
  int64_t holds = 0;
  // Up to which event it was counted; and whether that is all.
  storage::ResourceId reached = 0;
  bool complete = false;
};

// Counts the tentative events above the id, some at a time, so that a snapshot is held for some
// milliseconds. What waits to be expired is counted. The store's error, or DATA_LOSS.
absl::StatusOr<HoldCount> CountHolds(storage::Snapshot& store, storage::ResourceId after);

}  // namespace taqvim::schedule
