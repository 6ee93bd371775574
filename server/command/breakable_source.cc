#include "server/command/breakable_source.h"

#include "proto/status_macros.h"

namespace taqvim::command {

absl::Status BreakableSource::GoesOn() const {
  return ended_.HasBeenNotified() ? absl::CancelledError("The backup was told to end.")
                                  : absl::OkStatus();
}

absl::StatusOr<storage::v1::BackupPosition> BreakableSource::Position() {
  RETURN_IF_ERROR(GoesOn());
  return source_.Position();
}

absl::StatusOr<storage::v1::BackupRows> BreakableSource::RowsAfter(storage::ResourceId after,
                                                                   bool rights, int64_t max_bytes) {
  RETURN_IF_ERROR(GoesOn());
  return source_.RowsAfter(after, rights, max_bytes);
}

absl::StatusOr<storage::v1::BackupLog> BreakableSource::LogAfter(
    const storage::v1::BackupPoint& after, int64_t max_bytes) {
  RETURN_IF_ERROR(GoesOn());
  return source_.LogAfter(after, max_bytes);
}

absl::Status BreakableSource::HoldsUpTo(const std::string& target,
                                        const storage::v1::BackupPoint& point) {
  RETURN_IF_ERROR(GoesOn());
  return source_.HoldsUpTo(target, point);
}

}  // namespace taqvim::command
