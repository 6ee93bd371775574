#include "server/schedule/claims/coverage.h"

#include <algorithm>

namespace taqvim::schedule {

bool Covers(const std::vector<storage::Claim>& claims, storage::ResourceId atom,
            const storage::Interval& interval, storage::Work& work,
            absl::FunctionRef<bool(const storage::Claim&)> counts) {
  int64_t reached = interval.start;
  auto next = std::partition_point(claims.begin(), claims.end(),
                                   [&](const storage::Claim& claim) { return claim.atom < atom; });
  for (; next != claims.end() && next->atom == atom; ++next) {
    const storage::Claim& claim = *next;
    if (claim.interval.start > reached || !work.Count(1)) break;
    if (!counts(claim)) continue;
    reached = std::max(reached, claim.interval.end);
    if (reached >= interval.end) return true;
  }
  return false;
}

}  // namespace taqvim::schedule
