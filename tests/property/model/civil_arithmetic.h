// Civil time for the model: from what a message says to instants, worked out
// apart from the schedule, so that the two can be held against each other.
//
// Of Abseil it takes one thing: the offset of a zone at an instant. What the
// clocks show twice, or skip, follows from that. For one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "google/type/date.pb.h"
#include "google/type/datetime.pb.h"
#include "taqvim/v1/booking.pb.h"

namespace taqvim::property {

inline constexpr int64_t kDay = 24 * 3600;
inline constexpr int64_t kForever = std::numeric_limits<int64_t>::max();

// A half-open span of seconds since the epoch.
struct Span {
  int64_t start = 0;
  int64_t end = kForever;
  bool Overlaps(const Span& other) const { return start < other.end && other.start < end; }
  // Of those that begin together, the longest comes first.
  bool IsToldBefore(const Span& other) const {
    return start != other.start ? start < other.start : end > other.end;
  }
  friend auto operator<=>(const Span&, const Span&) = default;
};

// Days since 1970-01-01 in the civil calendar, and back.
int64_t DayNumber(int64_t year, int64_t month, int64_t day);
int64_t DayNumber(const google::type::Date& date);
google::type::Date DateOf(int64_t day);

// Seconds since 1970-01-01 00:00 on the wall clock, and back.
int64_t WallSeconds(const google::type::DateTime& time);
google::type::DateTime DateTimeOf(int64_t wall_seconds);

// A zone whose rules are, until others are said, those of that place; whether they
// were others before.
inline constexpr char kMovingZone[] = "Asia/Qyzylorda";
bool SetRules(const std::string& place);

// The offsets from UTC with which a wall clock can show a time: none where the
// clocks skip it, two where it occurs twice, the earlier instant's first. Where
// there is none, `first` is that from before, and `second` that from after.
struct Offsets {
  int count = 1;
  int first = 0;
  int second = 0;
};
Offsets OffsetsAt(int64_t wall_seconds, const std::string& zone);

// What the wall clock shows at an instant.
int64_t WallAt(int64_t instant, const std::string& zone);

// How long a timed period is said to last: by the wall clock, or by its offsets
// where both ends have one.
int64_t LengthOf(const v1::TimedPeriod& timed);

// Whether a timed period would end before it begins, by the clocks of the zone.
bool TurnsAround(const v1::Period& period, const std::string& zone);

// Whether the zone skips all the days of a dated period.
bool HasNoDay(const v1::Period& period, const std::string& zone);

// A period without and with set-up and tear-down, also in a zone for which it was
// not made: a time that the clocks skip has the offset from before; what starts
// there, or would end before it begins, lasts as long as it says; and days that
// are all skipped become the day after.
Span Announced(const v1::Period& period, const std::string& zone);
Span Occupied(const v1::Booking& booking, const v1::Period& period, const std::string& zone);

// The civil days a period touches, first and last; kForever when it is
// permanent.
struct Days {
  int64_t first;
  int64_t last;
  bool Overlaps(const Days& other) const { return first <= other.last && other.first <= last; }
};
Days DaysOf(const v1::Period& period);

// What of the clocks and the calendar the period meets in its zone, for counting:
// such as "a start in a gap of 3600 s".
std::vector<std::string> OdditiesOf(const v1::Period& period, const std::string& zone);

}  // namespace taqvim::property
