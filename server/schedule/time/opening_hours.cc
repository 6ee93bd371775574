#include "server/schedule/time/opening_hours.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kDayInSeconds = 24 * 3600;
constexpr int64_t kWeek = 7 * kDayInSeconds;
constexpr int64_t kLongest = 2 * kWeek;

int64_t SecondsOf(const google::type::TimeOfDay& time) {
  return time.hours() * 3600 + time.minutes() * 60;
}

int64_t SecondOfWeek(absl::CivilSecond time) {
  const absl::CivilDay day(time);
  // Monday is 0.
  return static_cast<int>(absl::GetWeekday(day)) * kDayInSeconds + (time - absl::CivilSecond(day));
}

}  // namespace

WeeklyHours::WeeklyHours(const v1::Venue& venue) : always_open_(venue.opening_hours().empty()) {
  decltype(stretches_) sorted;
  for (const v1::OpeningHours& hours : venue.opening_hours()) {
    // DayOfWeek counts from Monday, 1.
    const int64_t midnight = (hours.day() - 1) * kDayInSeconds;
    sorted.push_back({midnight + SecondsOf(hours.open()), midnight + SecondsOf(hours.close())});
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Stretch& a, const Stretch& b) { return a.open < b.open; });
  for (const Stretch& stretch : sorted) {
    if (!stretches_.empty() && stretch.open <= stretches_.back().close) {
      stretches_.back().close = std::max(stretches_.back().close, stretch.close);
    } else {
      stretches_.push_back(stretch);
    }
  }
  if (stretches_.empty()) return;
  const bool whole_week = stretches_.front().open == 0 && stretches_.back().close == kWeek;
  if (!whole_week) return;
  always_open_ = stretches_.size() == 1;
  // What is open over the end of the week goes on into the next.
  if (!always_open_) stretches_.back().close += stretches_.front().close;
}

bool WeeklyHours::ContainCivil(int64_t open, int64_t seconds) const {
  if (always_open_) return true;
  return std::any_of(stretches_.begin(), stretches_.end(), [&](const Stretch& stretch) {
    return stretch.open <= open && open + seconds <= stretch.close;
  });
}

bool WeeklyHours::Contain(const absl::TimeZone& zone, const storage::Interval& interval) const {
  if (always_open_) return true;
  if (interval.end > interval.start + kLongest) return false;
  // Between two changes of the clocks, civil time runs as elapsed time does.
  const absl::Time end = absl::FromUnixSeconds(interval.end);
  absl::Time start = absl::FromUnixSeconds(interval.start);
  while (start < end) {
    absl::TimeZone::CivilTransition change;
    const bool changes = zone.NextTransition(start, &change);
    const absl::Time until = changes ? std::min(end, zone.At(change.to).trans) : end;
    const int64_t seconds = absl::ToInt64Seconds(until - start);
    if (!ContainCivil(SecondOfWeek(zone.At(start).cs), seconds)) return false;
    start = until;
  }
  return true;
}

std::optional<int64_t> WeeklyHours::FirstOpening(int weekday) const {
  if (always_open_) return 0;
  const int64_t midnight = weekday * kDayInSeconds;
  std::optional<int64_t> first;
  for (const Stretch& stretch : stretches_) {
    for (const int64_t week : {int64_t{0}, kWeek}) {
      const int64_t open = std::max(stretch.open - week, midnight);
      const bool on_day = open < midnight + kDayInSeconds && open < stretch.close - week;
      if (on_day && (!first || open - midnight < *first)) first = open - midnight;
    }
  }
  return first;
}

}  // namespace taqvim::schedule
