// Second handle of the write-ahead log, for syncing it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/file/vfs_file.h"

namespace taqvim::storage {

// A handle of the file that the writer's connection writes, so that one thread can sync
// while another writes: SQLite's file objects are not thread-safe, but the system syncs
// a file through any of its handles. It stays the same file while the writer's
// connection is open, because SQLite removes it only when its last connection closes,
// and truncates it in place.
//
// For one thread at a time.
class WalFile {
 public:
  // The writer's connection must have opened the log already.
  static absl::StatusOr<std::unique_ptr<WalFile>> Open(const std::string& data_path,
                                                       const std::string& vfs);

  // Returns when all that was written to the file before the call is on disk, and, the
  // first time, the file's entry in its directory, too. After an error it is unknown
  // what is on disk, and a later success proves nothing: the system forgets what it
  // could not write.
  absl::Status Sync();

 private:
  WalFile(const std::string& data_path, const std::string& vfs) : file_(data_path, vfs) {}

  VfsFile file_;
};

}  // namespace taqvim::storage
