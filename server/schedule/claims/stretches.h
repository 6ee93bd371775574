// Reader of the intervals in which an atom is in use ("stretches"): claims of one owner
// that touch or overlap are merged, confirmed ones apart from held ones.
#pragma once

#include <limits>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/claims/hidden_owners.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// Sort key of an atom's stretches: start, owner, kind. No two have the same.
struct StretchPosition {
  int64_t start = std::numeric_limits<int64_t>::min();
  storage::ResourceId owner = 0;
  storage::ClaimKind kind{};
  friend auto operator<=>(const StretchPosition&, const StretchPosition&) = default;
};

// Merged claims of one owner on one atom.
struct Stretch {
  storage::ResourceId atom = 0;
  storage::Interval interval;
  storage::ResourceId owner = 0;
  storage::ResourceId host = 0;
  // The kind of its first claim. Confirmed and contested claims that touch are one
  // stretch.
  storage::ClaimKind kind = storage::ClaimKind::kConfirmed;
  // The booking of its first claim, by index.
  int booking = 0;

  StretchPosition position() const { return {interval.start, owner, kind}; }
};

// Reads stretches of claims of the given kinds, without those of hidden owners, if any
// are given. For use within one snapshot. Not thread-safe.
class StretchReader {
 public:
  StretchReader(storage::Snapshot& snapshot, storage::ClaimKinds kinds,
                HiddenOwners* hidden = nullptr)
      : snapshot_(snapshot), kinds_(kinds), hidden_(hidden) {}

  // The stretches on the atom that overlap the window, each in its full length,
  // after the position, in order; at most `limit`, which is above 0.
  absl::StatusOr<std::vector<Stretch>> Read(storage::ResourceId atom,
                                            const storage::Interval& window,
                                            const StretchPosition& after, int limit);

 private:
  // Those of the owner on the atom, of claims that are ordered by start.
  std::vector<Stretch> Merge(const std::vector<storage::Claim>& claims, storage::ResourceId owner,
                             storage::ResourceId atom) const;
  // All of the owner on the atom: by these claims, which are those that overlap the
  // interval, where its stretches do not reach beyond; else by the owner's row.
  absl::StatusOr<std::vector<Stretch>> StretchesOf(const std::vector<storage::Claim>& claims,
                                                   const storage::Interval& within,
                                                   storage::ResourceId owner,
                                                   storage::ResourceId atom);
  absl::StatusOr<bool> IsHidden(storage::ResourceId owner);

  storage::Snapshot& snapshot_;
  const storage::ClaimKinds kinds_;
  HiddenOwners* const hidden_;
  std::map<storage::ResourceId, std::vector<storage::Claim>> claims_of_;
};

}  // namespace taqvim::schedule
