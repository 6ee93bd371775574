// How much of the log a store keeps.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace taqvim::storage {

// What of the log is kept: everything that is younger than this age, as long as
// all is not larger than that; but always what is younger than seven days.
struct LogRetention {
  absl::Duration age = absl::InfiniteDuration();
  int64_t bytes = INT64_MAX;

  bool unlimited() const { return age == absl::InfiniteDuration() && bytes == INT64_MAX; }
};

// Whatever is asked for: the rows are the only copy of the answers of requests,
// which are kept for seven days.
inline constexpr absl::Duration kLeastLogAge = absl::Hours(7 * 24);

}  // namespace taqvim::storage
