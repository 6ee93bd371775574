#include "storage/sqlite/journal/sqlite_sync.h"

#include "storage/sqlite/log/head_failure.h"

namespace taqvim::storage {

absl::Status SqliteSync::Sync() {
  absl::Status status = wal_->Sync();
  if (!status.ok()) FailForDisk(status, head_);
  return status;
}

absl::Status SqliteSync::Check() {
  const absl::Status status = files_.Check();
  if (status.ok()) return status;
  FailForFiles(status, head_);
  return head_.failure();
}

}  // namespace taqvim::storage
