// Exclusive lock on a data file, which keeps a second server out under any name of the
// file.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/file/lock_file.h"

namespace taqvim::storage {

// Identity of a file: device and inode number.
using FileId = std::pair<dev_t, ino_t>;

// Holds an exclusive lock (flock(2)) on the data file itself, and on the lock file
// beside it. The descriptor stays open while this exists, and identifies the file, even
// when it is renamed or deleted.
//
// SQLite's own locks are of the kind that a process loses on a file as soon as it
// closes any descriptor of it (fcntl(2), "Advisory record locking"). So this must
// outlive every connection to the file, and a process that has it never opens the file
// a second time except through SQLite: opening a file that this process holds already
// is refused beforehand.
class DataLock {
 public:
  // Locks the file, which it makes, empty and its owner's alone, when it does not exist
  // and `create` is set. NOT_FOUND and PERMISSION_DENIED when it cannot be opened;
  // FAILED_PRECONDITION when a server runs on it, it has a second hard link, beside
  // which another write-ahead log could exist, or it is no file.
  static absl::StatusOr<std::unique_ptr<DataLock>> Acquire(const std::string& path, bool create);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

  int descriptor() const { return descriptor_; }
  FileId id() const { return id_; }
  // The file's own path, where the given one is a symbolic link to it. SQLite's files
  // stand beside this one.
  const std::string& real_path() const { return real_path_; }

 private:
  explicit DataLock(std::string path) : path_(std::move(path)) {}

  // Registers the file in this process; false when it was registered already.
  bool Claim(FileId id);
  absl::Status TakeLockFiles();
  absl::Status Open(bool create);
  absl::Status Lock();
  absl::Status CheckNames() const;

  const std::string path_;
  std::string real_path_;
  std::vector<std::unique_ptr<LockFile>> lock_files_;
  bool claimed_ = false;
  FileId id_ = {};
  int descriptor_ = -1;
};

}  // namespace taqvim::storage
