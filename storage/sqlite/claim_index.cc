#include "storage/sqlite/claim_index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

namespace taqvim::storage {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kAnyLength = std::numeric_limits<int64_t>::max();
// The greatest length in each bucket: rehearsals and concerts, days, weeks,
// exhibitions, and what is longer or permanent.
constexpr std::array<int64_t, 5> kBuckets = {4 * kHour, kDay, 16 * kDay, 366 * kDay, kAnyLength};

size_t BucketOf(const Interval& interval) {
  if (interval.end == Interval::kForever) return kBuckets.size() - 1;
  // Unsigned, because the difference of two instants may not fit.
  uint64_t length = static_cast<uint64_t>(interval.end) - static_cast<uint64_t>(interval.start);
  size_t bucket = 0;
  while (length > static_cast<uint64_t>(kBuckets[bucket])) ++bucket;
  return bucket;
}

int64_t Shard(ResourceId atom, size_t bucket) {
  return atom * static_cast<int64_t>(kBuckets.size()) + static_cast<int64_t>(bucket);
}

// The earliest start of a claim in the bucket that reaches beyond the instant.
int64_t EarliestStart(int64_t instant, size_t bucket) {
  int64_t start;
  if (kBuckets[bucket] == kAnyLength || __builtin_sub_overflow(instant, kBuckets[bucket], &start)) {
    return std::numeric_limits<int64_t>::min();
  }
  return start;
}

auto Order(const Claim& claim) {
  return std::tuple(claim.interval.start, claim.owner, claim.booking);
}

}  // namespace

void ClaimIndex::Add(const Claim& claim, int64_t revision) {
  index_.Add(Shard(claim.atom, BucketOf(claim.interval)),
             {claim.interval.start, claim.owner, claim.booking, next_serial_++},
             {claim.interval.end, claim.host, claim.kind}, revision);
}

void ClaimIndex::Remove(const Claim& claim, int64_t revision) {
  int64_t shard = Shard(claim.atom, BucketOf(claim.interval));
  std::optional<Key> found;
  Key from{claim.interval.start, claim.owner, claim.booking, 0};
  index_.Scan(shard, from, kCurrent, [&](const Key& key, const Payload& payload) {
    bool same = payload.end == claim.interval.end && payload.host == claim.host &&
                payload.kind == claim.kind;
    if (same) found = key;
    return !same;
  });
  index_.Remove(shard, *found, revision);
}

template <class Visit>
void ClaimIndex::VisitOverlapping(ResourceId atom, const Interval& interval, int64_t revision,
                                  Visit visit) const {
  for (size_t bucket = 0; bucket < kBuckets.size(); ++bucket) {
    Key from{EarliestStart(interval.start, bucket), 0, 0, 0};
    index_.Scan(Shard(atom, bucket), from, revision, [&](const Key& key, const Payload& payload) {
      if (key.start >= interval.end) return false;
      if (payload.end <= interval.start) return true;
      return visit(
          Claim{atom, {key.start, payload.end}, payload.host, key.owner, key.booking, payload.kind},
          bucket);
    });
  }
}

std::vector<Claim> ClaimIndex::Overlapping(ResourceId atom, const Interval& interval,
                                           ClaimKinds kinds, int limit, int64_t revision) const {
  std::vector<Claim> claims;
  std::array<int, kBuckets.size()> taken = {};
  VisitOverlapping(atom, interval, revision, [&](const Claim& claim, size_t bucket) {
    if (!kinds.Has(claim.kind)) return true;
    if (taken[bucket]++ == limit) return false;
    claims.push_back(claim);
    return true;
  });
  std::sort(claims.begin(), claims.end(),
            [](const Claim& a, const Claim& b) { return Order(a) < Order(b); });
  if (claims.size() > static_cast<size_t>(limit)) claims.resize(limit);
  return claims;
}

std::optional<Claim> ClaimIndex::Collision(const Claim& claim) const {
  std::optional<Claim> collision;
  VisitOverlapping(claim.atom, claim.interval, kCurrent, [&](const Claim& other, size_t) {
    if (other.kind != ClaimKind::kConfirmed || other.host != claim.host ||
        other.owner == claim.owner) {
      return true;
    }
    collision = other;
    return false;
  });
  return collision;
}

}  // namespace taqvim::storage
