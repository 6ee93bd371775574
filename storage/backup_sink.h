// What a backup is restored into.
#pragma once

#include "absl/status/status.h"
#include "storage/backup.pb.h"

namespace taqvim::storage {

// First the log up to where the rows begin (AddRevision), then the rows (AddRows), then what
// was written since, a revision at a time (Redo). While the rows are of different revisions
// (`exact` false), they need not fit together; from the revision on that all of them have reached,
// the sink holds what the store held. DATA_LOSS when what is added does not fit to what is
// there. For one thread.
class BackupSink {
 public:
  virtual ~BackupSink() = default;

  virtual absl::Status AddRevision(const v1::BackupRevision& revision) = 0;
  virtual absl::Status AddRows(const v1::BackupRows& rows) = 0;
  virtual absl::Status Redo(const v1::BackupRevision& revision, bool exact) = 0;
};

}  // namespace taqvim::storage
