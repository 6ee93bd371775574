// How much of the disk a store takes, and what is left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace taqvim::storage {

struct DiskUse {
  std::optional<int64_t> data_bytes;
  std::optional<int64_t> wal_bytes;
  // Of the file system that they are on, for users other than the superuser.
  std::optional<int64_t> free_bytes;
};

// Of the data file at the path, its own and no symbolic link, and the write-ahead log beside
// it. Asks the file system by name and opens nothing: opening the data file would take
// SQLite's locks away. None of what the system does not tell. Thread-safe.
DiskUse DiskUseOf(const std::string& path);

}  // namespace taqvim::storage
