// Loader of memory from the tables.
#pragma once

#include "absl/status/status.h"
#include "storage/engine/index/memory.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/tables/table_reader.h"

namespace taqvim::storage {

// Reads where history is and fills the indexes, which are empty and nobody else's yet; the
// reader is the connection's. DATA_LOSS for a damaged file.
absl::Status LoadState(Connection& connection, TableReader& reader, Memory& memory);

}  // namespace taqvim::storage
