// Intervals of instants against each other, and against now.
#pragma once

#include <algorithm>

#include "absl/time/time.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// What the two share, which overlap.
inline storage::Interval SharedPart(const storage::Interval& a, const storage::Interval& b) {
  return {std::max(a.start, b.start), std::min(a.end, b.end)};
}

// Whether it ends after now.
inline bool IsUnfinished(const storage::Interval& interval, absl::Time now) {
  return interval.end > absl::ToUnixSeconds(now);
}

// What of an unfinished one is ahead.
inline storage::Interval PartAhead(const storage::Interval& interval, absl::Time now) {
  return {std::max(interval.start, absl::ToUnixSeconds(now)), interval.end};
}

// All that is ahead.
inline storage::Interval FromNowOn(absl::Time now) { return {.start = absl::ToUnixSeconds(now)}; }

}  // namespace taqvim::schedule
