// Retention policy of the log of revisions.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace taqvim::storage {

// Keeps what is younger than `age`, as long as the whole log has no more than `bytes`;
// and always what is younger than seven days.
struct LogRetention {
  absl::Duration age = absl::InfiniteDuration();
  int64_t bytes = INT64_MAX;
  // What a target of backups does not hold yet is kept, too, until so long after the latest backup
  // to it.
  absl::Duration backup_wait = absl::Hours(14 * 24);

  bool unlimited() const { return age == absl::InfiniteDuration() && bytes == INT64_MAX; }
};

// The least age at which rows are deleted: they are the only copy of the answers of
// requests, which are kept for seven days.
inline constexpr absl::Duration kLeastLogAge = absl::Hours(7 * 24);

}  // namespace taqvim::storage
