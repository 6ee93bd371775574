#include "server/schedule/claims/atom_uses.h"

#include <algorithm>
#include <limits>

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

constexpr int64_t kLongestStretch = int64_t{64} * 24 * 3600;

// The length; of what never ends the greatest there is.
int64_t LengthOf(const Interval& interval) {
  return interval.end == Interval::kForever ? std::numeric_limits<int64_t>::max()
                                            : interval.end - interval.start;
}

}  // namespace

absl::StatusOr<std::vector<Claim>> StoredClaims::Read(storage::ResourceId atom,
                                                      const Interval& interval) {
  auto claims =
      snapshot_.ClaimsOverlapping(atom, interval, kinds_, std::numeric_limits<int>::max());
  if (!claims.ok()) return claims;
  std::erase_if(*claims, [](const Claim& claim) { return !MeetsUnder(/*host=*/0, claim); });
  return claims;
}

absl::StatusOr<std::vector<Claim>> ToldClaims::Read(storage::ResourceId atom,
                                                    const Interval& interval) {
  auto claims = claims_.Read(atom, interval);
  if (!claims.ok() || !participants_.contains(atom)) return claims;
  std::vector<Claim> told;
  for (const Claim& claim : *claims) {
    ASSIGN_OR_RETURN(auto hidden, hidden_.Contain(claim.owner));
    if (!hidden) told.push_back(claim);
  }
  return told;
}

void AtomUse::Take(const Claim& claim) {
  if (claim.kind == ClaimKind::kHeld && !holds_block_) {
    holds_.push_back({claim.interval, claim.owner});
    longest_hold_ = std::max(longest_hold_, LengthOf(claim.interval));
  } else if (!taken_.empty() && claim.interval.start <= taken_.back().end) {
    taken_.back().end = std::max(taken_.back().end, claim.interval.end);
  } else {
    taken_.push_back(claim.interval);
  }
}

absl::Status AtomUse::ReadUntil(int64_t end) {
  if (end <= read_until_) return absl::OkStatus();
  const int64_t stretch_end =
      read_until_ > Interval::kForever - stretch_ ? Interval::kForever : read_until_ + stretch_;
  const Interval next{read_until_, std::max(end, stretch_end)};
  ASSIGN_OR_RETURN(auto claims, source_.Read(atom_, next));
  for (const Claim& claim : claims) {
    // What began before is known from the stretch before.
    if (!begun_ || claim.interval.start >= next.start) Take(claim);
  }
  begun_ = true;
  claims_read_ += static_cast<int64_t>(claims.size());
  read_until_ = next.end;
  stretch_ = std::min(2 * stretch_, kLongestStretch);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> AtomUse::FreeFrom(const Interval& interval, int64_t least) {
  RETURN_IF_ERROR(ReadUntil(interval.end));
  auto next =
      std::upper_bound(taken_.begin(), taken_.end(), interval.start,
                       [](int64_t start, const Interval& taken) { return start < taken.end; });
  if (next == taken_.end() || next->start >= interval.end) return interval.start;
  int64_t free = next->end;
  while (free != Interval::kForever && ++next != taken_.end() && next->start - free < least) {
    free = next->end;
  }
  return free;
}

void AtomUse::AddHolds(const Interval& interval, HoldOwners& owners) const {
  // A hold that reaches into the interval starts less than the longest before it.
  int64_t earliest;
  if (__builtin_sub_overflow(interval.start, longest_hold_, &earliest)) {
    earliest = std::numeric_limits<int64_t>::min();
  }
  auto hold =
      std::lower_bound(holds_.begin(), holds_.end(), earliest,
                       [](const Hold& a, int64_t start) { return a.interval.start < start; });
  for (; hold != holds_.end() && hold->interval.start < interval.end; ++hold) {
    if (!hold->interval.Overlaps(interval)) continue;
    if (std::find(owners.begin(), owners.end(), hold->owner) == owners.end()) {
      owners.push_back(hold->owner);
    }
  }
}

}  // namespace taqvim::schedule
