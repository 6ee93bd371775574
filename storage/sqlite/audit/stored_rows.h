// Reader of rows as a file has them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "storage/stored_row.h"

namespace taqvim::storage {

// Reads the rows of a file on a read-only connection of its own, each time as they are then:
// also beside a store of this process that has the file open.
absl::StatusOr<RowsAfter> RowsOf(const std::string& path);

}  // namespace taqvim::storage
