// Loader of the indexes in memory from the rows of all resources, when a store opens.
#pragma once

#include "absl/status/status.h"
#include "storage/claim.h"
#include "storage/engine/index/indexes.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Reads on a thread of its own, while the calling one fills the indexes, which no other
// thread uses yet. DATA_LOSS when a row is damaged, or has an id that is not below `next_id`.
absl::Status LoadResources(Connection& connection, ResourceId next_id, Indexes& indexes);

}  // namespace taqvim::storage
