// The tables of a data file, and bringing a file up to their newest version.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"

namespace taqvim::storage {

// Readies the writer's connection: makes the tables of an empty file, brings an
// older file forward, in one transaction; then switches to the write-ahead log,
// recovers it and empties it. FAILED_PRECONDITION for files that are not ours
// or newer, which stay untouched; PERMISSION_DENIED for a read-only file; NOT_FOUND for
// an empty one that is not to be made.
absl::Status PrepareDataFile(Connection& connection, const SqliteOptions& options);

}  // namespace taqvim::storage
