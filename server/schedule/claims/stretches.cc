#include "server/schedule/claims/stretches.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "proto/status_macros.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

bool AreOneToPeople(ClaimKind a, ClaimKind b) {
  return a == b || (storage::Blocks(a) && storage::Blocks(b));
}

// Takes the claim into the stretch that it touches, if one does. Claims come in
// order of their start, so only the last stretch of each kind can.
bool Join(const Claim& claim, std::vector<Stretch>& stretches) {
  const auto same = [&](const Stretch& stretch) {
    return AreOneToPeople(stretch.kind, claim.kind);
  };
  const auto last = std::find_if(stretches.rbegin(), stretches.rend(), same);
  if (last == stretches.rend() || claim.interval.start > last->interval.end) return false;
  last->interval.end = std::max(last->interval.end, claim.interval.end);
  return true;
}

}  // namespace

absl::StatusOr<bool> StretchReader::IsHidden(ResourceId owner) {
  if (hidden_ == nullptr) return false;
  return hidden_->Contain(owner);
}

std::vector<Stretch> StretchReader::Merge(const std::vector<Claim>& claims, ResourceId owner,
                                          ResourceId atom) const {
  std::vector<Stretch> stretches;
  for (const Claim& claim : claims) {
    const bool counts = claim.owner == owner && claim.atom == atom && kinds_.Has(claim.kind);
    if (!counts || Join(claim, stretches)) continue;
    stretches.push_back({atom, claim.interval, owner, claim.host, claim.kind, claim.booking});
  }
  return stretches;
}

absl::StatusOr<std::vector<Stretch>> StretchReader::StretchesOf(const std::vector<Claim>& claims,
                                                                const Interval& within,
                                                                ResourceId owner, ResourceId atom) {
  std::vector<Stretch> stretches = Merge(claims, owner, atom);
  const bool whole = std::all_of(stretches.begin(), stretches.end(), [&](const Stretch& stretch) {
    return stretch.interval.start > within.start && stretch.interval.end < within.end;
  });
  if (whole) return stretches;
  auto known = claims_of_.find(owner);
  if (known == claims_of_.end()) {
    ASSIGN_OR_RETURN(auto all, snapshot_.ClaimsOf(owner));
    known = claims_of_.emplace(owner, std::move(all)).first;
  }
  // Ordered by atom, then start.
  return Merge(known->second, owner, atom);
}

absl::StatusOr<std::vector<Stretch>> StretchReader::Read(ResourceId atom, const Interval& window,
                                                         const StretchPosition& after, int limit) {
  const Interval asked{.start = std::max(window.start, after.start), .end = window.end};
  std::vector<Stretch> found;
  if (asked.start >= asked.end) return found;
  // Claims come ordered by start. A stretch that begins within what is asked
  // begins with a claim of the same start, and one that began before has a claim
  // there from its beginning: so, of a cut answer, all stretches are known that
  // begin before its last claim, if that lies within what is asked.
  for (int claimed = 2 * limit + 16;; claimed *= 2) {
    ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOverlapping(atom, asked, kinds_, claimed));
    const bool cut = claims.size() == static_cast<size_t>(claimed);
    const int64_t known = cut ? claims.back().interval.start : Interval::kForever;
    if (cut && known <= asked.start) continue;
    std::set<ResourceId> owners;
    for (const Claim& claim : claims) owners.insert(claim.owner);
    found.clear();
    for (ResourceId owner : owners) {
      ASSIGN_OR_RETURN(auto hidden, IsHidden(owner));
      if (hidden) continue;
      ASSIGN_OR_RETURN(auto stretches,
                       StretchesOf(claims, {asked.start, std::min(asked.end, known)}, owner, atom));
      std::copy_if(stretches.begin(), stretches.end(), std::back_inserter(found),
                   [&](const Stretch& stretch) {
                     return stretch.interval.Overlaps(window) && stretch.interval.start < known &&
                            stretch.position() > after;
                   });
    }
    if (!cut || found.size() >= static_cast<size_t>(limit)) break;
  }
  std::sort(found.begin(), found.end(),
            [](const Stretch& a, const Stretch& b) { return a.position() < b.position(); });
  if (found.size() > static_cast<size_t>(limit)) found.resize(limit);
  return found;
}

}  // namespace taqvim::schedule
