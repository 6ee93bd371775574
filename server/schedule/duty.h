// What the schedule does by itself, when the time has come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// When something is to be done about the event by itself, in seconds since the
// epoch; 0 for never. What is stored as due with it.
int64_t DueOf(const v1::Event& event);

// The duty of a store that holds a schedule (storage::DutyFunction).
absl::StatusOr<std::string> DoWhatIsDue(storage::Transaction& transaction,
                                        const std::vector<storage::ResourceId>& due);

}  // namespace taqvim::schedule
