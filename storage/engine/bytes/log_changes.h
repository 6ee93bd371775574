// Parser of what the log keeps of changes.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/revision.h"

namespace taqvim::storage {

// Adds the changes of a message LogChanges to `changes`; returns how many parts follow it.
// DATA_LOSS when it is damaged.
absl::StatusOr<int> ParseChanges(std::string_view bytes, std::vector<Change>& changes);

}  // namespace taqvim::storage
