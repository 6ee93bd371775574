// Keeps a second server away from a data file.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::storage {

// Holds an exclusive lock on the file `<data file>-lock`, which names the
// process. The system drops the lock when the process ends, however it ends;
// the file itself stays, because removing it would let two servers lock
// different files of the same name.
class LockFile {
 public:
  // NOT_FOUND when the directory is missing, PERMISSION_DENIED when it cannot
  // be written, FAILED_PRECONDITION when another server holds the lock.
  static absl::StatusOr<std::unique_ptr<LockFile>> Acquire(const std::string& data_path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  explicit LockFile(int descriptor) : descriptor_(descriptor) {}
  absl::Status WriteProcessId();
  int descriptor_;
};

}  // namespace taqvim::storage
