#include "storage/engine/index/claim_index.h"

#include <algorithm>
#include <tuple>

namespace taqvim::storage {
namespace {

auto Order(const Claim& claim) {
  return std::tuple(claim.interval.start, claim.owner, claim.booking);
}

}  // namespace

size_t ClaimIndex::BucketOf(const Interval& interval) {
  if (interval.end == Interval::kForever) return kLengths.size() - 1;
  // Unsigned, because the difference of two instants may not fit.
  uint64_t length = static_cast<uint64_t>(interval.end) - static_cast<uint64_t>(interval.start);
  size_t bucket = 0;
  while (length > static_cast<uint64_t>(kLengths[bucket])) ++bucket;
  return bucket;
}

int64_t ClaimIndex::EarliestStart(int64_t instant, size_t bucket) {
  int64_t start;
  if (kLengths[bucket] == kAnyLength || __builtin_sub_overflow(instant, kLengths[bucket], &start)) {
    return std::numeric_limits<int64_t>::min();
  }
  return start;
}

ClaimIndex::Index::Place ClaimIndex::PlaceOf(const Claim& claim) {
  return {claim.atom,
          BucketOf(claim.interval),
          {claim.interval.start, claim.owner, claim.booking, next_serial_++}};
}

ClaimIndex::Payload ClaimIndex::PayloadOf(const Claim& claim) {
  return {claim.interval.end, claim.host, claim.kind};
}

void ClaimIndex::Add(const Claim& claim, int64_t revision) {
  index_.Add(PlaceOf(claim), PayloadOf(claim), revision);
}

void ClaimIndex::Remove(const Claim& claim, int64_t revision) {
  Index::Place place{claim.atom, BucketOf(claim.interval), {}};
  index_.Read(claim.atom, kCurrent, [&](const Index::View& view) {
    Key from{claim.interval.start, claim.owner, claim.booking, 0};
    view.Scan(place.bucket, from, [&](const Key& key, const Payload& payload) {
      place.key = key;
      return payload.end != claim.interval.end || payload.host != claim.host ||
             payload.kind != claim.kind;
    });
  });
  index_.Remove(place, revision);
}

template <class Visit>
void ClaimIndex::VisitOverlapping(ResourceId atom, const Interval& interval, int64_t revision,
                                  int64_t& looked_at, Visit visit) const {
  index_.Read(atom, revision, [&](const Index::View& view) {
    for (size_t bucket = 0; bucket < kLengths.size(); ++bucket) {
      Key from{EarliestStart(interval.start, bucket), 0, 0, 0};
      view.Scan(bucket, from, [&](const Key& key, const Payload& payload) {
        if (key.start >= interval.end) return false;
        ++looked_at;
        if (payload.end <= interval.start) return true;
        return visit(
            Claim{
                atom, {key.start, payload.end}, payload.host, key.owner, key.booking, payload.kind},
            bucket);
      });
    }
  });
}

std::vector<Claim> ClaimIndex::Overlapping(ResourceId atom, const Interval& interval,
                                           ClaimKinds kinds, int limit, int64_t revision,
                                           int64_t& looked_at) const {
  std::vector<Claim> claims;
  std::array<int, kLengths.size()> taken = {};
  VisitOverlapping(atom, interval, revision, looked_at, [&](const Claim& claim, size_t bucket) {
    if (!kinds.Has(claim.kind)) return true;
    if (taken[bucket]++ == limit) return false;
    claims.push_back(claim);
    return true;
  });
  const auto before = [](const Claim& a, const Claim& b) { return Order(a) < Order(b); };
  // Those of one length, which is all that most atoms have, come in order.
  const bool mixed = std::count_if(taken.begin(), taken.end(), [](int n) { return n > 0; }) > 1;
  if (mixed) std::sort(claims.begin(), claims.end(), before);
  if (claims.size() > static_cast<size_t>(limit)) claims.resize(limit);
  return claims;
}

std::optional<Claim> ClaimIndex::Collision(const Claim& claim, int64_t& looked_at) const {
  std::optional<Claim> collision;
  const auto visit = [&](const Claim& other, size_t) {
    if (collision && collision->kind == ClaimKind::kConfirmed) return false;
    if (!Blocks(other.kind) || other.host != claim.host || other.owner == claim.owner) return true;
    collision = other;
    return other.kind == ClaimKind::kContested;
  };
  VisitOverlapping(claim.atom, claim.interval, kCurrent, looked_at, visit);
  return collision;
}

}  // namespace taqvim::storage
