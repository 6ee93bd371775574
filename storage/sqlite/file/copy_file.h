// Copy of a database, made through SQLite.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Called with how many pages are copied, of how many; now and then.
using CopyProgress = std::function<void(int64_t done, int64_t all)>;

// Copies what the connection sees now, page by page, to the file `to`: damaged pages as they
// are, and with what stands in the write-ahead log only. The copy is complete and on disk, and
// its owner's alone, before it has that name; a file of the name is replaced by it. What an
// interrupted copy left (`to` and `-new`) is removed first. `vfs` is as in SqliteOptions.
//
// Holds one read transaction while it runs. UNAVAILABLE when the disk fails or is full: then
// there is no copy, and `to` is as it was.
absl::Status CopyDatabase(Connection& from, const std::string& to, const std::string& vfs,
                          const CopyProgress& progress = nullptr);

}  // namespace taqvim::storage
