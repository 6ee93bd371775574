// Creation of the data file of a new store.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace taqvim::storage {

// Creates an empty store, atomically: an interrupted attempt leaves a file with `-new`
// at the end of its name beside it, which the next attempt replaces. The file is its
// owner's alone, whatever the umask.
//
// ALREADY_EXISTS, and nothing is touched, where the file exists or SQLite's files of
// one (`-wal`, `-shm`, `-journal`); FAILED_PRECONDITION where a server holds the lock;
// a lock file that nobody holds is ignored. NOT_FOUND when the directory is missing,
// PERMISSION_DENIED when it cannot be written, UNAVAILABLE when the disk fails.
absl::Status MakeSqliteStore(const std::string& path);

// The same of a store that is not empty: `write` makes it at the path that it is given, and has
// closed it when it returns. Its error is passed on.
absl::Status MakeSqliteStore(const std::string& path,
                             absl::FunctionRef<absl::Status(const std::string& draft)> write);

// UNAVAILABLE when the file of a store that was closed lacks something that is still in the
// write-ahead log beside it, as where the disk was full or failed at the last.
absl::Status CheckHasAll(const std::string& path);

}  // namespace taqvim::storage
