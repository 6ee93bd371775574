// Makes the data file of a new store.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace taqvim::storage {

// Makes an empty store, whole or not at all: what an attempt that was interrupted
// leaves is beside the file, under the name with `-new` at the end, and goes with the
// next attempt. The file is its owner's alone, whatever the umask.
//
// ALREADY_EXISTS, and nothing is touched, where the file is or SQLite's files of one
// (`-wal`, `-shm`, `-journal`); FAILED_PRECONDITION where a server holds the lock; a
// lock file that nobody holds stops nothing. NOT_FOUND when the directory is missing,
// PERMISSION_DENIED when it cannot be written, UNAVAILABLE when the disk fails.
absl::Status MakeSqliteStore(const std::string& path);

}  // namespace taqvim::storage
