// The weekly opening hours of a venue. Pure.
#pragma once

#include <optional>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "storage/claim.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// The open intervals of a week, merged: those that touch, also across midnight, are
// one. Immutable; thread-safe.
class WeeklyHours {
 public:
  explicit WeeklyHours(const v1::Venue& venue);

  // Whether it has no opening hours, or they leave no gap.
  bool always_open() const { return always_open_; }

  // Whether the whole interval lies within the hours, read in the zone's civil
  // time. One that is longer than two weeks does only when the venue never
  // closes.
  bool Contain(const absl::TimeZone& zone, const storage::Interval& interval) const;

  // The same for so many seconds of civil time from a second of the week on,
  // counted from midnight at the beginning of Monday.
  bool ContainCivil(int64_t second_of_week, int64_t seconds) const;

  // The first second after midnight at which it is open on that weekday, 0 for
  // Monday; nullopt when it is closed all day.
  std::optional<int64_t> FirstOpening(int weekday) const;

 private:
  // Seconds since midnight at the beginning of Monday; `close` may lie in the
  // next week.
  struct Stretch {
    int64_t open;
    int64_t close;
  };

  absl::InlinedVector<Stretch, 28> stretches_;  // merged, in order
  bool always_open_ = false;
};

}  // namespace taqvim::schedule
