// Loader of the writer's state from the tables.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "storage/sqlite/write/writer_state.h"

namespace taqvim::storage {

// Reads the position and rebuilds the indexes. DATA_LOSS for a damaged file.
absl::StatusOr<std::unique_ptr<WriterState>> LoadState(std::unique_ptr<Connection> connection);

}  // namespace taqvim::storage
