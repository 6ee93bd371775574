// Lets tentative events lapse that nobody confirmed in time.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// Expires those of the events that are tentative and whose time has come, each
// after the events inside it, which expire with it; as many as one revision may
// change, and at least one. Returns what it did, for the log; nothing when there
// was nothing to do.
absl::StatusOr<std::string> ExpireHolds(storage::Transaction& transaction,
                                        const std::vector<storage::ResourceId>& events);

}  // namespace taqvim::schedule
