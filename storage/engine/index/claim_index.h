// Index of claims by atom and time, in memory. The rows of their owners are the truth;
// it is rebuilt from them when the store opens.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "storage/claim.h"
#include "storage/engine/index/versioned_index.h"

namespace taqvim::storage {

// Claims on an atom are kept in buckets by their length, so that those that overlap an
// interval are found by a few short scans whether or not they are disjoint: a claim no
// longer than L that overlaps [a, b) starts in (a - L, b).
//
// Edits are for the writer's thread; searches for all, at a revision.
class ClaimIndex {
 public:
  void Add(const Claim& claim, int64_t revision);
  // Adds a claim that is stored when the store opens.
  void Load(const Claim& claim) { index_.Load(PlaceOf(claim), PayloadOf(claim)); }
  // The claim must be there.
  void Remove(const Claim& claim, int64_t revision);

  // The claims of these kinds that overlap the interval, ordered by start, owner,
  // booking; at most `limit`. Adds to `looked_at` how many claims were looked at.
  std::vector<Claim> Overlapping(ResourceId atom, const Interval& interval, ClaimKinds kinds,
                                 int limit, int64_t revision, int64_t& looked_at) const;
  // A claim of another owner that the confirmed claim collides with: a confirmed
  // one or, only where there is none, a contested one.
  std::optional<Claim> Collision(const Claim& claim, int64_t& looked_at) const;

  using Mark = size_t;
  Mark mark() const { return index_.mark(); }
  void UndoTo(Mark mark) { index_.UndoTo(mark); }
  void Commit(int64_t revision) { index_.Commit(revision); }
  void Purge(int64_t oldest) { index_.Purge(oldest); }

 private:
  // The greatest length in each bucket, in seconds: rehearsals, concerts, days, weeks,
  // exhibitions, and what is longer or permanent.
  static constexpr int64_t kDay = 86400;
  static constexpr int64_t kAnyLength = std::numeric_limits<int64_t>::max();
  static constexpr std::array<int64_t, 6> kLengths = {kDay / 24, kDay / 6,   kDay,
                                                      16 * kDay, 366 * kDay, kAnyLength};
  struct Key {
    int64_t start;
    ResourceId owner;
    int32_t booking;
    uint32_t serial;  // apart from earlier claims that are alike but removed
    auto operator<=>(const Key&) const = default;
  };
  struct Payload {
    int64_t end;
    ResourceId host;
    ClaimKind kind;
  };
  using Index = VersionedIndex<Key, Payload, kLengths.size()>;

  static size_t BucketOf(const Interval& interval);
  // With a serial of its own.
  Index::Place PlaceOf(const Claim& claim);
  static Payload PayloadOf(const Claim& claim);
  // The earliest start of a claim in the bucket that reaches beyond the instant.
  static int64_t EarliestStart(int64_t instant, size_t bucket);

  // Calls `visit(claim, bucket)` for all that overlap, by bucket and start.
  template <class Visit>
  void VisitOverlapping(ResourceId atom, const Interval& interval, int64_t revision,
                        int64_t& looked_at, Visit visit) const;

  Index index_;
  uint32_t next_serial_ = 1;
};

}  // namespace taqvim::storage
