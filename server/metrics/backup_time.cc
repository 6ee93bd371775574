#include "server/metrics/backup_time.h"

namespace taqvim::metrics {

BackupTime::BackupTime(Metrics& metrics)
    : source_(metrics.Add([this](Sheet& sheet) {
        const int64_t seconds = seconds_;
        if (seconds == kNever) return;
        sheet.Gauge("taqvim_backup_completed_timestamp_seconds",
                    "When the last backup was completed, in seconds since the epoch.",
                    static_cast<double>(seconds));
      })) {}

void BackupTime::Completed(absl::Time when) {
  const int64_t seconds = absl::ToUnixSeconds(when);
  int64_t known = seconds_;
  while (known < seconds && !seconds_.compare_exchange_weak(known, seconds)) {
  }
}

}  // namespace taqvim::metrics
