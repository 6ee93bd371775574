// What the schedule does by itself, when the time has come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/transaction.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The duty of a store that holds a schedule (storage::DutyFunction).
absl::StatusOr<std::string> DoWhatIsDue(storage::Transaction& transaction,
                                        const std::vector<storage::ResourceId>& due);

}  // namespace taqvim::schedule
