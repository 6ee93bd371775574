#include "storage/engine/journal/rows.h"

#include <algorithm>
#include <tuple>

namespace taqvim::storage {

void SortClaimsOfOwner(std::vector<Claim>& claims) {
  auto order = [](const Claim& claim) {
    return std::tuple(claim.atom, claim.interval.start, claim.booking);
  };
  std::sort(claims.begin(), claims.end(),
            [&](const Claim& a, const Claim& b) { return order(a) < order(b); });
}

}  // namespace taqvim::storage
