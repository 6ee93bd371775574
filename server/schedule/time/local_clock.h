// Conversion between instants and local times of one zone as plain numbers, for
// searches that convert many.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::schedule {

// Seconds of local civil time since 1970-01-01 00:00 local, and civil days since
// then. They count as if no clock were ever set.
using LocalSecond = int64_t;
using LocalDay = int64_t;
inline constexpr int64_t kSecondsOfDay = 24 * 3600;

inline LocalDay ToLocalDay(absl::CivilDay day) { return day - absl::CivilDay(); }
inline absl::CivilDay ToCivil(LocalDay day) { return absl::CivilDay() + day; }
inline absl::CivilSecond ToCivilTime(LocalSecond time) { return absl::CivilSecond() + time; }
inline LocalSecond MidnightOf(LocalDay day) { return day * kSecondsOfDay; }
inline LocalDay DayOf(LocalSecond time) {
  return time / kSecondsOfDay - (time % kSecondsOfDay < 0 ? 1 : 0);
}
// Monday is 0.
inline int WeekdayOf(LocalDay day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); }

// A local time, and whether it is the second of two equal ones. Ordered as clocks show
// times, not as time passes: a time that is shown again comes after the same time shown
// first, and before any later one.
struct ClockReading {
  LocalSecond time = 0;
  bool again = false;

  static constexpr ClockReading Never() { return {std::numeric_limits<LocalSecond>::max(), true}; }
  // The reading that follows.
  ClockReading Next() const { return again ? ClockReading{time + 1} : ClockReading{time, true}; }
  // NOLINTNEXTLINE(readability-implicit-bool-conversion): clang's own, which compares bools
  friend auto operator<=>(const ClockReading&, const ClockReading&) = default;
};

// Table of a zone's UTC offsets over a range of days. Immutable; thread-safe.
class LocalClock {
 public:
  // Exact for what lies between these days; what is later has the last offset,
  // what is earlier the first.
  LocalClock(const absl::TimeZone& zone, LocalDay first, LocalDay last);

  LocalSecond ToLocal(int64_t instant) const { return instant + OffsetAt(instant); }
  // The instant of the reading; nullopt where the clocks skip the time, or show it only
  // once and `again` is set.
  std::optional<int64_t> ToInstant(const ClockReading& reading) const;
  // The earliest time that the clocks show at the instant or later. It is before
  // that of the instant where they are set back afterwards, to before it.
  LocalSecond EarliestFrom(int64_t instant) const;
  // The first instant of the day.
  int64_t StartOf(LocalDay day) const;
  // Whether the clocks are not set between the instants.
  bool IsSteady(int64_t start, int64_t end) const;

 private:
  struct Stretch {
    int64_t start;  // an instant
    int64_t offset;
  };

  int64_t OffsetAt(int64_t instant) const;

  absl::InlinedVector<Stretch, 4> stretches_;
};

}  // namespace taqvim::schedule
