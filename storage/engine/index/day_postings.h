// Index of resource ids by ranges of days, in memory.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/container/btree_map.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Ranges ordered by their first day, in buckets by length: so those that overlap some
// days are among the ones that begin on these or not much earlier. Not thread-safe.
class DayPostings {
 public:
  void Add(const DayRange& days, ResourceId id);
  // The range must be there; of several equal ones, one is removed.
  void Erase(const DayRange& days, ResourceId id);

  // About how many ranges MayOverlap would visit; stops counting above `most`.
  size_t Count(const DayRange& days, size_t most) const;
  // Adds the ids above `after` of all ranges that overlap the days, and of some others,
  // in any order, some of them twice.
  void MayOverlap(const DayRange& days, ResourceId after, std::vector<ResourceId>& ids) const;

 private:
  // The greatest number of days in each bucket: one evening, weeks, a season, and
  // what is longer or permanent.
  static constexpr int64_t kAnyLength = int64_t{1} << 40;
  static constexpr std::array<int64_t, 4> kLengths = {1, 16, 366, kAnyLength};
  // In order of id.
  using Bucket = absl::btree_map<int32_t, std::vector<ResourceId>>;

  static size_t BucketOf(const DayRange& days);
  template <class Visit>
  void VisitBuckets(const DayRange& days, Visit visit) const;

  std::array<Bucket, kLengths.size()> buckets_;
};

}  // namespace taqvim::storage
