#include "server/schedule/coverage.h"

#include <algorithm>

namespace taqvim::schedule {

bool Covers(const std::vector<storage::Claim>& claims, storage::ResourceId atom,
            const storage::Interval& interval,
            absl::FunctionRef<bool(const storage::Claim&)> counts) {
  int64_t reached = interval.start;
  for (const storage::Claim& claim : claims) {
    if (claim.atom != atom || !counts(claim)) continue;
    if (claim.interval.start > reached) break;
    reached = std::max(reached, claim.interval.end);
    if (reached >= interval.end) return true;
  }
  return false;
}

}  // namespace taqvim::schedule
