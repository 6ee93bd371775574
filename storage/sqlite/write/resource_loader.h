// Loader of the indexes in memory from the rows of all resources, when a store opens.
#pragma once

#include "absl/status/status.h"
#include "storage/sqlite/write/writer_state.h"

namespace taqvim::storage {

// Reads on a thread of its own, while the calling one fills the indexes of the state,
// which no other thread uses yet. DATA_LOSS when a row is damaged.
absl::Status LoadResources(WriterState& state);

}  // namespace taqvim::storage
