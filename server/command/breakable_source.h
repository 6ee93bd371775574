// Source of a backup that ends between two pages when it is told to.
#pragma once

#include "absl/synchronization/notification.h"
#include "storage/backup_source.h"

namespace taqvim::command {

// As the other source; CANCELLED, and nothing is asked, once `ended` has been notified. Both must
// outlive it.
class BreakableSource final : public storage::BackupSource {
 public:
  BreakableSource(storage::BackupSource& source, const absl::Notification& ended)
      : source_(source), ended_(ended) {}

  absl::StatusOr<storage::v1::BackupPosition> Position() override;
  absl::StatusOr<storage::v1::BackupRows> RowsAfter(storage::ResourceId after, bool rights,
                                                    int64_t max_bytes) override;
  absl::StatusOr<storage::v1::BackupLog> LogAfter(const storage::v1::BackupPoint& after,
                                                  int64_t max_bytes) override;
  absl::Status HoldsUpTo(const std::string& target, const storage::v1::BackupPoint& point) override;

 private:
  absl::Status GoesOn() const;

  storage::BackupSource& source_;
  const absl::Notification& ended_;
};

}  // namespace taqvim::command
