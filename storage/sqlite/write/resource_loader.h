// Rebuilds the indexes in memory from the rows of all resources, when a store
// opens.
#pragma once

#include "absl/status/status.h"
#include "storage/sqlite/write/writer_state.h"

namespace taqvim::storage {

// Reads on a thread of its own, while this one fills the indexes of the state, which
// nobody else knows yet. DATA_LOSS when a row is damaged.
absl::Status LoadResources(WriterState& state);

}  // namespace taqvim::storage
