// Conversion of civil time (dates, local times, periods) to instants and back.
//
// Pure functions over messages and time zones; thread-safe. Instants are seconds since
// the Unix epoch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/type/date.pb.h"
#include "google/type/datetime.pb.h"
#include "server/base/field_errors.h"
#include "storage/claim.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/time.pb.h"

namespace taqvim::schedule {

// A range of civil days, both included. `last` is CivilDay::max() when it never ends.
struct CivilDays {
  absl::CivilDay first;
  absl::CivilDay last;
  bool Overlaps(const CivilDays& other) const { return first <= other.last && other.first <= last; }
};

// The zone of an IANA name, by the rules that the thread was given (zone_rules.h).
// INVALID_ARGUMENT (plain, without details) when it is unknown, or names a file or a
// fixed offset instead of a zone.
absl::StatusOr<absl::TimeZone> FindZone(std::string_view name);

// Adds what is wrong with a date: missing parts, a year outside 1 to 9998, a day that
// the calendar does not have. Returns whether it is valid.
bool CheckDate(std::string_view field, const google::type::Date& date, FieldErrors& errors);

// How much of a period there is: all, or the parts that an update changes.
enum class PeriodParts { kAll, kSome };

// Adds what is wrong with the period whatever its zone: kind unset, missing or
// impossible parts, years outside 1 to 9998, end not after start, a zone inside
// a DateTime, nanos. Fields are relative to the scope, such as `timed.end`.
void CheckPeriod(const v1::Period& period, FieldErrors& errors,
                 PeriodParts parts = PeriodParts::kAll);

// Adds what is wrong with a period, valid by CheckPeriod, in its zone: local
// times skipped or ambiguous (with both instants in the text), an offset that is
// not in force, an end that comes before the start once they are instants, and
// dated periods that the zone skips altogether.
void CheckPeriodInZone(const v1::Period& period, const absl::TimeZone& zone, FieldErrors& errors);

// The interval of the days: from the first moment of the first one, mostly midnight, to
// that of the day after the last. nullopt when the calendar of the zone skips all the
// days: Samoa had no 30 December 2011.
std::optional<storage::Interval> MomentsOf(const CivilDays& days, const absl::TimeZone& zone);

// Whether the period exists in the zone: false for days that it skips.
bool Occurs(const v1::Period& period, const absl::TimeZone& zone);

// The instants of a period, which need not be one that can be said in the zone:
// it may be that of a later occurrence, or have been said for another zone or
// under other rules.
//
// A local time that the clocks show twice is the earlier, or the one that its
// offset says; one that they skip is read with the offset before the gap. Where
// the start is skipped, or the end read so would not come after it, the period
// keeps the length that was said: by the calendar and the clock, less the
// difference of its offsets where both ends have one. A dated period lasts for
// the moments of its days; one whose days are all skipped takes the day after.
storage::Interval IntervalOf(const v1::Period& period, const absl::TimeZone& zone);

// `announced`, the interval of the period, widened by the set-up and tear-down of the
// booking: elapsed time for timed periods, whole civil days for dated ones. `period` is
// the booking's own or, when it has none, the event's.
storage::Interval OccupiedInterval(const v1::Booking& booking, const v1::Period& period,
                                   const storage::Interval& announced, const absl::TimeZone& zone);

// The announced interval of a booking that occupies `occupied`: the inverse of
// OccupiedInterval. For a dated period whose days occupy another interval under the
// zone's present rules, it is `occupied` without the set-up and tear-down days, at 24
// hours each.
storage::Interval AnnouncedInterval(const v1::Booking& booking, const v1::Period& period,
                                    const storage::Interval& occupied, const absl::TimeZone& zone);

// The dates and local times that the zone shows for the interval of IntervalOf, with
// `utc_offset` where its clocks show a time twice.
v1::Period ShownPeriod(const v1::Period& period, const absl::TimeZone& zone);

// The periods that these local times can mean in the zone, with `utc_offset` where its
// clocks show a time twice, the earliest first: only those whose elapsed time equals
// the difference of the local times, unless there are none. Empty when a local time is
// skipped, or all the days.
std::vector<v1::Period> ReadingsOf(const v1::Period& period, const absl::TimeZone& zone);

// The civil days in the zone that the interval touches; without end, all that follow.
CivilDays DaysIn(const storage::Interval& interval, const absl::TimeZone& zone);

// The civil days that the period touches. A timed one that ends at midnight
// does not touch the day that begins then.
CivilDays DaysOf(const v1::Period& period);

absl::CivilDay ToCivilDay(const google::type::Date& date);
google::type::Date ToDate(absl::CivilDay day);
absl::CivilSecond ToCivilSecond(const google::type::DateTime& date_time);
// A local time without an offset; and the local time of an instant, with the offset
// where the clocks show it twice.
google::type::DateTime ToDateTime(absl::CivilSecond time);
google::type::DateTime ToDateTime(int64_t instant, const absl::TimeZone& zone);

// An interval for people: `2025-10-10 18:00 to 20:00 (Asia/Almaty)`; whole days
// as `2025-10-10 to 2025-10-12, whole days (Asia/Almaty)`, with the last day
// included. A time that the clocks show twice has its offset behind it:
// `2025-10-26 02:30+01:00 to 03:30 (Europe/Berlin)`.
std::string FormatInterval(const storage::Interval& interval, const absl::TimeZone& zone);

}  // namespace taqvim::schedule
