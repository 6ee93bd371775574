// The claims by atom and time, in memory. The table of claims is the truth;
// this index is rebuilt from it when the store opens.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/claim.h"
#include "storage/sqlite/versioned_index.h"

namespace taqvim::storage {

// Claims on an atom are kept apart by their length, so that those that overlap
// an interval are found by a few short scans whether or not they are disjoint:
// a claim no longer than L that overlaps [a, b) starts in (a - L, b).
//
// Edits are for the writer's thread; searches for all, at a revision.
class ClaimIndex {
 public:
  void Add(const Claim& claim, int64_t revision);
  // The claim must be there.
  void Remove(const Claim& claim, int64_t revision);

  // The claims of these kinds that overlap the interval, ordered by start,
  // owner, booking; at most `limit`.
  std::vector<Claim> Overlapping(ResourceId atom, const Interval& interval, ClaimKinds kinds,
                                 int limit, int64_t revision) const;
  // A confirmed claim of another owner that the confirmed claim collides with.
  std::optional<Claim> Collision(const Claim& claim) const;

  size_t mark() const { return index_.mark(); }
  void UndoTo(size_t mark) { index_.UndoTo(mark); }
  void Commit(int64_t revision) { index_.Commit(revision); }
  void Purge(int64_t oldest) { index_.Purge(oldest); }

 private:
  struct Key {
    int64_t start;
    ResourceId owner;
    int32_t booking;
    uint64_t serial;
    auto operator<=>(const Key&) const = default;
  };
  struct Payload {
    int64_t end;
    ResourceId host;
    ClaimKind kind;
  };

  // Calls `visit(claim)` for all that overlap, by bucket and start.
  template <class Visit>
  void VisitOverlapping(ResourceId atom, const Interval& interval, int64_t revision,
                        Visit visit) const;

  VersionedIndex<Key, Payload> index_;
  uint64_t next_serial_ = 1;
};

}  // namespace taqvim::storage
