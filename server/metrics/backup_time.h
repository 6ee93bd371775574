// When the last backup was completed, for whoever makes backups to say.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "absl/time/time.h"
#include "server/metrics/metrics.h"

namespace taqvim::metrics {

// taqvim_backup_completed_timestamp_seconds; there is none before one was said. Thread-safe; does
// not outlive the metrics.
class BackupTime {
 public:
  explicit BackupTime(Metrics& metrics);

  // A backup, whole or of what is new, was on its target's disk at that time. Earlier ones than
  // what was said change nothing. To be said as well at a start, of what is known from before.
  void Completed(absl::Time when);

 private:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::min();

  std::atomic<int64_t> seconds_ = kNever;
  const Metrics::Source source_;
};

}  // namespace taqvim::metrics
