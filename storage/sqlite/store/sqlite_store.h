// Store on one SQLite file, for one server.
//
// One thread writes: it runs queued writes in groups, each in one commit, and
// checkpoints between groups. One thread syncs each group, while the next runs, and one
// answers what is on disk. Readers run on threads of their own, on snapshots that they
// may hold for a short time only.
//
// Beside the data file stand SQLite's own `-wal` and `-shm` and a `-lock`. A second
// server is kept out by the lock of the data file itself (data_lock.h), and changes
// that others make to the files are detected (store_files.h).
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "storage/manual_store.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/store.h"

namespace taqvim::storage {

// Opens the file, or makes it, and starts the threads. NOT_FOUND: it is missing or
// empty, and not to be made, or its directory is missing. PERMISSION_DENIED: the file
// or its directory cannot be written. FAILED_PRECONDITION: the file is no database, of
// another program, of a newer version, or locked by a running server. DATA_LOSS: it is
// damaged. A file that is not ours or newer is left as it is, byte for byte.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(SqliteOptions options);

// The same without threads.
absl::StatusOr<std::unique_ptr<ManualStore>> OpenManualSqliteStore(SqliteOptions options);

}  // namespace taqvim::storage
