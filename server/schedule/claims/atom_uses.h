// `AtomUses`: merged busy intervals of atoms, read lazily, for searches that ask about
// the same atoms many times.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/claims/hidden_owners.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// The owners of the holds in the way, each once.
using HoldOwners = absl::InlinedVector<storage::ResourceId, 8>;

// Source of the claims that can be in the way of a new booking.
class ClaimSource {
 public:
  virtual ~ClaimSource() = default;
  // Those on the atom that overlap the interval and that a booking without host
  // would collide with. Ordered by start.
  virtual absl::StatusOr<std::vector<storage::Claim>> Read(storage::ResourceId atom,
                                                           const storage::Interval& interval) = 0;
};

// The claims as they are stored, of those kinds.
class StoredClaims final : public ClaimSource {
 public:
  StoredClaims(storage::Snapshot& snapshot, storage::ClaimKinds kinds)
      : snapshot_(snapshot), kinds_(kinds) {}
  absl::StatusOr<std::vector<storage::Claim>> Read(storage::ResourceId atom,
                                                   const storage::Interval& interval) override;

 private:
  storage::Snapshot& snapshot_;
  const storage::ClaimKinds kinds_;
};

// The claims that a caller may see: those on the given participants without those of
// hidden owners. All references must outlive it.
class ToldClaims final : public ClaimSource {
 public:
  ToldClaims(ClaimSource& claims, HiddenOwners& hidden, std::set<storage::ResourceId> participants)
      : claims_(claims), hidden_(hidden), participants_(std::move(participants)) {}
  absl::StatusOr<std::vector<storage::Claim>> Read(storage::ResourceId atom,
                                                   const storage::Interval& interval) override;

 private:
  ClaimSource& claims_;
  HiddenOwners& hidden_;
  const std::set<storage::ResourceId> participants_;
};

// The busy intervals of one atom, merged, and the holds on it. Claims are read when
// they are first needed, in order of time and in growing steps, so that a search that
// ends early reads little. Not thread-safe.
class AtomUse {
 public:
  // Ignores what ends before `from`, in Unix seconds. Live holds count as busy only if
  // `holds_block`. Adds the number of claims that it reads to `claims_read`.
  AtomUse(ClaimSource& source, storage::ResourceId atom, int64_t from, bool holds_block,
          int64_t& claims_read)
      : source_(source),
        atom_(atom),
        read_until_(from),
        holds_block_(holds_block),
        claims_read_(claims_read) {}

  // The interval's start when the atom is free in all of it; else the end of what is in
  // the way, where known gaps shorter than `least` seconds count as busy, too;
  // Interval::kForever when that never ends.
  absl::StatusOr<int64_t> FreeFrom(const storage::Interval& interval, int64_t least = 0);

  // Adds the owners of the holds that overlap the interval; FreeFrom must have been
  // asked about it before.
  void AddHolds(const storage::Interval& interval, HoldOwners& owners) const;

 private:
  struct Hold {
    storage::Interval interval;
    storage::ResourceId owner;
  };

  absl::Status ReadUntil(int64_t end);
  void Take(const storage::Claim& claim);

  ClaimSource& source_;
  const storage::ResourceId atom_;
  int64_t read_until_;
  int64_t stretch_ = int64_t{2} * 24 * 3600;
  const bool holds_block_;
  int64_t& claims_read_;
  bool begun_ = false;                    // whether anything was read
  std::vector<storage::Interval> taken_;  // merged, in order
  std::vector<Hold> holds_;               // in order of start
  int64_t longest_hold_ = 0;
};

// The uses of the atoms of one search, each made when it is first asked for.
class AtomUses {
 public:
  AtomUses(ClaimSource& source, int64_t from, bool holds_block)
      : source_(source), from_(from), holds_block_(holds_block) {}
  AtomUses(const AtomUses&) = delete;
  AtomUses& operator=(const AtomUses&) = delete;

  AtomUse& Of(storage::ResourceId atom) {
    auto [use, is_new] = uses_.try_emplace(atom, nullptr);
    if (is_new) {
      use->second = std::make_unique<AtomUse>(source_, atom, from_, holds_block_, claims_read_);
    }
    return *use->second;
  }

  // The number of claims that were read for all atoms.
  int64_t claims_read() const { return claims_read_; }

 private:
  ClaimSource& source_;
  const int64_t from_;
  const bool holds_block_;
  int64_t claims_read_ = 0;
  absl::flat_hash_map<storage::ResourceId, std::unique_ptr<AtomUse>> uses_;
};

}  // namespace taqvim::schedule
