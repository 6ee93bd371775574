// Claims what events that repeat newly reach, as time passes.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// Rolls on the horizon of those of the events for which that is due, as many as
// one revision may change, and at least one. Occurrences that are in conflict are
// left out where the event says so, and else held. Returns what it did, for the
// log; nothing when there was nothing to do.
absl::StatusOr<std::string> RollHorizons(storage::Transaction& transaction,
                                         const std::vector<storage::ResourceId>& events);

}  // namespace taqvim::schedule
