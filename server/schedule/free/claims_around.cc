#include "server/schedule/drafts/final_claims.h"

#include <algorithm>
#include <utility>

#include "proto/status_macros.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;

FinalClaims::FinalClaims(Drafts& drafts, const Draft& draft, std::set<int> moving)
    : draft_(draft),
      work_(drafts.work()),
      moving_(std::move(moving)),
      stored_(drafts.transaction()) {
  for (const auto& other : drafts.all()) {
    drafted_.insert(other->id);
    work_.Count(static_cast<int64_t>(other->claims.size()));
    for (const Claim& claim : other->claims) shall_be_.Add(*other, claim);
  }
}

bool FinalClaims::Counts(const Draft& other, const Claim& claim) const {
  if (claim.host != 0 || claim.kind == ClaimKind::kCultureDays) return false;
  return &other != &draft_ || moving_.count(claim.booking) == 0;
}

absl::StatusOr<std::vector<Claim>> FinalClaims::Read(storage::ResourceId atom,
                                                     const storage::Interval& interval) {
  auto claims = stored_.Read(atom, interval);
  if (!claims.ok()) return claims;
  std::erase_if(*claims, [&](const Claim& claim) { return drafted_.count(claim.owner) > 0; });
  RETURN_IF_ERROR(
      shall_be_.ForEachOverlapping(atom, interval, work_, [&](const Draft& other, Claim claim) {
        if (!Counts(other, claim)) return absl::OkStatus();
        if (&other == &draft_) claim.kind = ClaimKind::kConfirmed;
        claims->push_back(claim);
        return absl::OkStatus();
      }));
  std::sort(claims->begin(), claims->end(),
            [](const Claim& a, const Claim& b) { return a.interval.start < b.interval.start; });
  return claims;
}

}  // namespace taqvim::schedule
