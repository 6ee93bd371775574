// Loader of memory from the tables.
#pragma once

#include "absl/status/status.h"
#include "storage/engine/index/memory.h"
#include "storage/postgres/connection/connection.h"

namespace taqvim::storage::postgres {

// Reads, as of one revision, where history is, and fills the indexes, which are empty and nobody
// else's yet. DATA_LOSS for a damaged database.
absl::Status LoadState(Connection& connection, Memory& memory);

}  // namespace taqvim::storage::postgres
