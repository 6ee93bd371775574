// Keeps a second server away from a data file, by whatever name it comes.
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

// Which file it is, by whatever name.
using FileId = std::pair<dev_t, ino_t>;

// Holds an exclusive lock (flock(2)) on the data file itself, and on the lock
// file beside it. The descriptor stays open while this lives, and says what the
// file is, whatever becomes of its name.
//
// SQLite's own locks are of the kind that a process loses on a file as soon as it
// closes any descriptor of it (fcntl(2), "Advisory record locking"). So this must
// outlive every connection to the file, and a process that has it never opens the
// file a second time past SQLite: who asks for a file that this process holds
// already is refused before it is opened.
class DataLock {
 public:
  // Makes the file, empty and its owner's alone, when it does not exist and
  // `create` is set. NOT_FOUND and PERMISSION_DENIED when it cannot be opened;
  // FAILED_PRECONDITION when a server runs on it, it has a second name, beside
  // which another write-ahead log could stand, or it is no file.
  static absl::StatusOr<std::unique_ptr<DataLock>> Acquire(const std::string& path, bool create);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

  int descriptor() const { return descriptor_; }
  FileId id() const { return id_; }
  // The file's own name, where that which was asked for is a link to it. SQLite's
  // files stand beside this one.
  const std::string& real_path() const { return real_path_; }

 private:
  explicit DataLock(std::string path) : path_(std::move(path)) {}

  // Whether this process did not hold the file before; now it does.
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
