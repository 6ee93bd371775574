// What a backup reads of a store: its rows and its log, a page at a time.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup.pb.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Thread-safe. A page is read in a transaction of its own, so that writers wait for none;
// pages show different revisions, and the log between them says what came meanwhile. All that is
// handed out is on disk. UNAVAILABLE when the disk fails, DATA_LOSS when what is stored is
// damaged.
class BackupSource {
 public:
  virtual ~BackupSource() = default;

  virtual absl::StatusOr<v1::BackupPosition> Position() = 0;
  // Rows of resources with ids above `after`, in order, until they have about so many bytes;
  // none when there are no more. With `rights` those of grants and access tokens alone.
  virtual absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId after, bool rights,
                                                   int64_t max_bytes) = 0;
  // Revisions after that one, up to the newest, until they have about so many bytes; none
  // when it is the newest. FAILED_PRECONDITION when the log does not reach back so far, or
  // the store's history does not have that point.
  virtual absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint& after,
                                                 int64_t max_bytes) = 0;
  // The target of that name holds the store up to there: from there on the log is kept for it
  // (storage/log_retention.h). Later ones of the name replace it.
  virtual absl::Status HoldsUpTo(const std::string& target, const v1::BackupPoint& point) = 0;
};

}  // namespace taqvim::storage
