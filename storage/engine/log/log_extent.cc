#include "storage/engine/log/log_extent.h"

#include <algorithm>

namespace taqvim::storage {
namespace {

// Of a stretch: so few that giving it up goes unnoticed, so many that a log of
// millions takes little memory.
constexpr int kRows = 64;
constexpr int64_t kBytes = 1 << 20;

constexpr absl::Duration kLongestGap = absl::Hours(24);

absl::Duration Gap(absl::Time earlier, absl::Time later) {
  return std::clamp(later - earlier, absl::ZeroDuration(), kLongestGap);
}

}  // namespace

void LogExtent::Add(int64_t revision, absl::Time time, int64_t bytes) {
  if (measured_ > 0) counted_ += Gap(newest_, time);
  newest_ = time;
  measured_ = revision;
  bytes_ += bytes;
  if (stretches_.empty() || stretches_.back().rows >= kRows || stretches_.back().bytes >= kBytes) {
    stretches_.push_back({});
  }
  Stretch& stretch = stretches_.back();
  stretch.last = revision;
  stretch.rows += 1;
  stretch.bytes += bytes;
  stretch.counted = counted_;
}

std::vector<int64_t> LogExtent::GiveUp(const LogRetention& keep, absl::Time now) {
  std::vector<int64_t> given_up;
  const absl::Duration today = counted_ + Gap(newest_, now);
  while (stretches_.size() > 1) {
    const Stretch& oldest = stretches_.front();
    const absl::Duration age = today - oldest.counted;
    if (age <= kLeastLogAge || (age <= keep.age && bytes_ <= keep.bytes)) break;
    bytes_ -= oldest.bytes;
    given_up.push_back(oldest.last);
    stretches_.pop_front();
  }
  return given_up;
}

}  // namespace taqvim::storage
