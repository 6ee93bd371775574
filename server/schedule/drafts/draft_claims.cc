#include "server/schedule/drafts/draft_claims.h"

#include <algorithm>

namespace taqvim::schedule {
namespace {

// Unsigned, because the difference of two instants may not fit.
uint64_t LengthOf(const storage::Interval& interval) {
  if (interval.end == storage::Interval::kForever) return ~uint64_t{0};
  return static_cast<uint64_t>(interval.end) - static_cast<uint64_t>(interval.start);
}

}  // namespace

void DraftClaims::Add(const ClaimedDraft& draft, const storage::Claim& claim) {
  const uint64_t length = LengthOf(claim.interval);
  size_t index = 0;
  while (length > kLengths[index]) ++index;
  Bucket& bucket = atoms_[claim.atom][index];
  bucket.longest = std::max(bucket.longest, length);
  bucket.ordered = false;
  bucket.entries.push_back({&draft, &claim});
}

std::vector<DraftClaims::Entry>::const_iterator DraftClaims::Bucket::From(int64_t instant) {
  if (!ordered) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.claim->interval.start < b.claim->interval.start;
    });
    ordered = true;
  }
  // Whatever begins no later than that is over by the instant.
  return std::partition_point(entries.begin(), entries.end(), [&](const Entry& entry) {
    const int64_t start = entry.claim->interval.start;
    return start <= instant &&
           static_cast<uint64_t>(instant) - static_cast<uint64_t>(start) >= longest;
  });
}

}  // namespace taqvim::schedule
