// Lock file beside a data file, which names the process of the server that runs on it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::storage {

// Holds an exclusive lock on the file `<data file>-lock`, which names the
// process. It keeps out servers of earlier versions, which look at nothing else,
// and lets a refusal name the process; what counts is the lock of the data file
// itself (data_lock.h). The file is its owner's alone. The system drops the lock when the process
// ends, however it ends; the file stays, and is free then.
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

// FAILED_PRECONDITION: a server runs on the file, in that process; empty when it
// is not known.
absl::Status LockedBy(const std::string& data_path, const std::string& process);
// Whether an error is that.
bool IsLocked(const absl::Status& status);

}  // namespace taqvim::storage
