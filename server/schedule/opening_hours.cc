#include "server/schedule/opening_hours.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "absl/time/civil_time.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kWeek = 7 * kDay;
constexpr int64_t kLongest = 2 * kWeek;

// Seconds since midnight at the beginning of Monday; `close` may lie in the next
// week.
struct Stretch {
  int64_t open;
  int64_t close;
};
using Stretches = absl::InlinedVector<Stretch, 28>;

int64_t SecondsOf(const google::type::TimeOfDay& time) {
  return time.hours() * 3600 + time.minutes() * 60;
}

Stretches SortedStretches(const v1::Venue& venue) {
  Stretches stretches;
  for (const v1::OpeningHours& hours : venue.opening_hours()) {
    // DayOfWeek counts from Monday, 1.
    const int64_t midnight = (hours.day() - 1) * kDay;
    stretches.push_back({midnight + SecondsOf(hours.open()), midnight + SecondsOf(hours.close())});
  }
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.open < b.open; });
  return stretches;
}

// Joins stretches that touch, also over the end of the week.
Stretches Merged(const v1::Venue& venue) {
  Stretches merged;
  for (const Stretch& stretch : SortedStretches(venue)) {
    if (!merged.empty() && stretch.open <= merged.back().close) {
      merged.back().close = std::max(merged.back().close, stretch.close);
    } else {
      merged.push_back(stretch);
    }
  }
  if (merged.size() > 1 && merged.front().open == 0 && merged.back().close == kWeek) {
    merged.back().close += merged.front().close;
  }
  return merged;
}

bool NeverCloses(const Stretches& merged) {
  return merged.size() == 1 && merged.front().open == 0 && merged.front().close == kWeek;
}

int64_t SecondOfWeek(absl::CivilSecond time) {
  const absl::CivilDay day(time);
  const int weekday = static_cast<int>(absl::GetWeekday(day));  // Monday is 0
  return weekday * kDay + (time - absl::CivilSecond(day));
}

// Whether one stretch holds the civil seconds from `start` on.
bool Holds(const Stretches& merged, absl::CivilSecond start, int64_t seconds) {
  const int64_t open = SecondOfWeek(start);
  return std::any_of(merged.begin(), merged.end(), [&](const Stretch& stretch) {
    return (stretch.open <= open && open + seconds <= stretch.close) ||
           (stretch.open <= open + kWeek && open + kWeek + seconds <= stretch.close);
  });
}

}  // namespace

bool WithinOpeningHours(const v1::Venue& venue, const absl::TimeZone& zone,
                        const storage::Interval& interval) {
  if (venue.opening_hours().empty()) return true;
  const Stretches merged = Merged(venue);
  if (NeverCloses(merged)) return true;
  if (interval.end > interval.start + kLongest) return false;
  // Between two changes of the clocks, civil time runs as elapsed time does.
  const absl::Time end = absl::FromUnixSeconds(interval.end);
  absl::Time start = absl::FromUnixSeconds(interval.start);
  while (start < end) {
    absl::TimeZone::CivilTransition change;
    const bool changes = zone.NextTransition(start, &change);
    const absl::Time until = changes ? std::min(end, zone.At(change.to).trans) : end;
    if (!Holds(merged, zone.At(start).cs, absl::ToInt64Seconds(until - start))) return false;
    start = until;
  }
  return true;
}

}  // namespace taqvim::schedule
