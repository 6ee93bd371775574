#include "storage/engine/index/day_postings.h"

#include <algorithm>
#include <limits>

#include "proto/check.h"

namespace taqvim::storage {

size_t DayPostings::BucketOf(const DayRange& days) {
  const int64_t length = int64_t{days.last} - days.first + 1;
  size_t bucket = 0;
  while (length > kLengths[bucket]) ++bucket;
  return bucket;
}

void DayPostings::Add(const DayRange& days, ResourceId id) {
  std::vector<ResourceId>& ids = buckets_[BucketOf(days)][days.first];
  // Most are the newest.
  ids.insert(std::upper_bound(ids.begin(), ids.end(), id), id);
}

void DayPostings::Erase(const DayRange& days, ResourceId id) {
  Bucket& bucket = buckets_[BucketOf(days)];
  auto found = bucket.find(days.first);
  CHECK(found != bucket.end());
  std::vector<ResourceId>& ids = found->second;
  const auto at = std::lower_bound(ids.begin(), ids.end(), id);
  CHECK(at != ids.end() && *at == id);
  ids.erase(at);
  if (ids.empty()) bucket.erase(found);
}

// Calls `visit(ids)` with those of each first day that counts, while it returns true.
template <class Visit>
void DayPostings::VisitBuckets(const DayRange& days, Visit visit) const {
  for (size_t i = 0; i < buckets_.size(); ++i) {
    const int64_t earliest = int64_t{days.first} - kLengths[i] + 1;
    constexpr int64_t kLeast = std::numeric_limits<int32_t>::min();
    const auto from = static_cast<int32_t>(std::max(earliest, kLeast));
    for (auto at = buckets_[i].lower_bound(from); at != buckets_[i].end(); ++at) {
      if (at->first > days.last) break;
      if (!visit(at->second)) return;
    }
  }
}

size_t DayPostings::Count(const DayRange& days, size_t most) const {
  size_t count = 0;
  VisitBuckets(days, [&](const std::vector<ResourceId>& ids) {
    count += ids.size();
    return count <= most;
  });
  return count;
}

void DayPostings::MayOverlap(const DayRange& days, ResourceId after,
                             std::vector<ResourceId>& ids) const {
  VisitBuckets(days, [&](const std::vector<ResourceId>& some) {
    ids.insert(ids.end(), std::upper_bound(some.begin(), some.end(), after), some.end());
    return true;
  });
}

}  // namespace taqvim::storage
