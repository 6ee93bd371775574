#include "server/schedule/time/local_clock.h"

#include <algorithm>
#include <limits>

namespace taqvim::schedule {

LocalClock::LocalClock(const absl::TimeZone& zone, LocalDay first, LocalDay last) {
  // No zone is further from UTC than this.
  constexpr int64_t kMargin = 2 * kSecondsOfDay;
  absl::Time time = absl::FromUnixSeconds(MidnightOf(first) - kMargin);
  const absl::Time end = absl::FromUnixSeconds(MidnightOf(last) + kMargin);
  stretches_.push_back({std::numeric_limits<int64_t>::min(), zone.At(time).offset});
  absl::TimeZone::CivilTransition change;
  while (time < end && zone.NextTransition(time, &change)) {
    time = zone.At(change.to).trans;
    stretches_.push_back({absl::ToUnixSeconds(time), zone.At(time).offset});
  }
}

int64_t LocalClock::OffsetAt(int64_t instant) const {
  size_t i = stretches_.size() - 1;
  while (stretches_[i].start > instant) --i;
  return stretches_[i].offset;
}

std::optional<int64_t> LocalClock::ToInstant(const ClockReading& reading) const {
  bool passed = false;
  for (size_t i = 0; i < stretches_.size(); ++i) {
    const int64_t instant = reading.time - stretches_[i].offset;
    const bool ended = i + 1 < stretches_.size() && instant >= stretches_[i + 1].start;
    if (instant < stretches_[i].start || ended) continue;
    if (passed == reading.again) return instant;
    passed = true;
  }
  return std::nullopt;
}

LocalSecond LocalClock::EarliestFrom(int64_t instant) const {
  LocalSecond earliest = ToLocal(instant);
  for (const Stretch& stretch : stretches_) {
    if (stretch.start > instant) earliest = std::min(earliest, stretch.start + stretch.offset);
  }
  return earliest;
}

int64_t LocalClock::StartOf(LocalDay day) const {
  const LocalSecond midnight = MidnightOf(day);
  for (size_t i = 0; i < stretches_.size(); ++i) {
    const int64_t instant = midnight - stretches_[i].offset;
    // Where midnight is skipped, the day begins when the clocks change.
    if (instant < stretches_[i].start) return stretches_[i].start;
    if (i + 1 == stretches_.size() || instant < stretches_[i + 1].start) return instant;
  }
  return midnight;
}

bool LocalClock::IsSteady(int64_t start, int64_t end) const {
  for (const Stretch& stretch : stretches_) {
    if (start < stretch.start && stretch.start < end) return false;
  }
  return true;
}

}  // namespace taqvim::schedule
