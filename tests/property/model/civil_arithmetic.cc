#include "tests/property/model/civil_arithmetic.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/time/time.h"

namespace taqvim::property {
namespace {

using google::type::Date;
using google::type::DateTime;

// Said by SetRules.
std::string place_of_moving_zone;

const absl::TimeZone& Rules(const std::string& zone) {
  static auto* const known = new std::map<std::string, absl::TimeZone>;
  const std::string& place = zone == kMovingZone ? place_of_moving_zone : zone;
  const auto [at, is_new] = known->try_emplace(place);
  if (is_new && !absl::LoadTimeZone(place, &at->second)) std::abort();
  return at->second;
}

int OffsetAt(int64_t instant, const std::string& zone) {
  return Rules(zone).At(absl::FromUnixSeconds(instant)).offset;
}

// The instants between which a wall clock can show the time, wherever it is, and
// an hour more: no two changes of one zone are so near to each other.
constexpr int64_t kEast = 15 * 3600;
constexpr int64_t kWest = 13 * 3600;

// When the offset changes around that wall time; it does.
int64_t ChangeNear(int64_t wall_seconds, const std::string& zone) {
  int64_t before = wall_seconds - kEast, after = wall_seconds + kWest;
  const int offset = OffsetAt(before, zone);
  while (after - before > 1) {
    const int64_t between = before + (after - before) / 2;
    (OffsetAt(between, zone) == offset ? before : after) = between;
  }
  return after;
}

int64_t InstantOf(const DateTime& time, const std::string& zone) {
  const int64_t wall = WallSeconds(time);
  const Offsets offsets = OffsetsAt(wall, zone);
  const bool second =
      offsets.count == 2 && time.has_utc_offset() && time.utc_offset().seconds() == offsets.second;
  return wall - (second ? offsets.second : offsets.first);
}

// The first moment of the day.
int64_t Midnight(int64_t day, const std::string& zone) {
  const Offsets offsets = OffsetsAt(day * kDay, zone);
  return offsets.count == 0 ? ChangeNear(day * kDay, zone) : day * kDay - offsets.first;
}

Span DatedSpan(Days days, int before, int after, const std::string& zone) {
  if (days.last == kForever) return {Midnight(days.first - before, zone), kForever};
  if (Midnight(days.first, zone) == Midnight(days.last + 1, zone)) {
    days.first = days.last = days.last + 1;
  }
  return {Midnight(days.first - before, zone), Midnight(days.last + after + 1, zone)};
}

}  // namespace

int64_t DayNumber(int64_t year, int64_t month, int64_t day) {
  // Years that begin in March have their leap day last.
  if (month <= 2) {
    --year;
    month += 12;
  }
  const int64_t leap_days = year / 4 - year / 100 + year / 400;
  const int64_t days_before_month = (153 * (month - 3) + 2) / 5;
  return 365 * year + leap_days + days_before_month + day - 1 - 719468;
}

int64_t DayNumber(const Date& date) { return DayNumber(date.year(), date.month(), date.day()); }

Date DateOf(int64_t day) {
  int year = 1970 + static_cast<int>(day / 366);
  while (DayNumber(year + 1, 1, 1) <= day) ++year;
  int month = 1;
  while (month < 12 && DayNumber(year, month + 1, 1) <= day) ++month;
  Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(static_cast<int>(day - DayNumber(year, month, 1)) + 1);
  return date;
}

int64_t WallSeconds(const DateTime& time) {
  return DayNumber(time.year(), time.month(), time.day()) * kDay + time.hours() * 3600 +
         time.minutes() * 60 + time.seconds();
}

DateTime DateTimeOf(int64_t wall_seconds) {
  const Date date = DateOf(wall_seconds / kDay);
  const int64_t second = wall_seconds % kDay;
  DateTime time;
  time.set_year(date.year());
  time.set_month(date.month());
  time.set_day(date.day());
  time.set_hours(static_cast<int>(second / 3600));
  time.set_minutes(static_cast<int>(second / 60 % 60));
  time.set_seconds(static_cast<int>(second % 60));
  return time;
}

bool SetRules(const std::string& place) {
  return std::exchange(place_of_moving_zone, place) != place;
}

Offsets OffsetsAt(int64_t wall_seconds, const std::string& zone) {
  const int before = OffsetAt(wall_seconds - kEast, zone);
  const int after = OffsetAt(wall_seconds + kWest, zone);
  const bool shown_before = OffsetAt(wall_seconds - before, zone) == before;
  const bool shown_after = OffsetAt(wall_seconds - after, zone) == after;
  if (before == after) return {1, before, before};
  if (shown_before && shown_after) return {2, before, after};
  if (!shown_before && !shown_after) return {0, before, after};
  const int offset = shown_before ? before : after;
  return {1, offset, offset};
}

int64_t WallAt(int64_t instant, const std::string& zone) {
  return instant + OffsetAt(instant, zone);
}

int64_t LengthOf(const v1::TimedPeriod& timed) {
  int64_t length = WallSeconds(timed.end()) - WallSeconds(timed.start());
  if (timed.start().has_utc_offset() && timed.end().has_utc_offset()) {
    length += timed.start().utc_offset().seconds() - timed.end().utc_offset().seconds();
  }
  return length;
}

bool TurnsAround(const v1::Period& period, const std::string& zone) {
  return period.has_timed() &&
         InstantOf(period.timed().end(), zone) <= InstantOf(period.timed().start(), zone);
}

bool HasNoDay(const v1::Period& period, const std::string& zone) {
  if (!period.has_dated() || !period.dated().has_last_day()) return false;
  const Days days = DaysOf(period);
  return Midnight(days.first, zone) == Midnight(days.last + 1, zone);
}

Span Announced(const v1::Period& period, const std::string& zone) {
  if (period.has_dated()) return DatedSpan(DaysOf(period), 0, 0, zone);
  const v1::TimedPeriod& timed = period.timed();
  const int64_t start = InstantOf(timed.start(), zone);
  const bool skipped = OffsetsAt(WallSeconds(timed.start()), zone).count == 0;
  if (skipped || TurnsAround(period, zone)) return {start, start + LengthOf(timed)};
  return {start, InstantOf(timed.end(), zone)};
}

Span Occupied(const v1::Booking& booking, const v1::Period& period, const std::string& zone) {
  if (period.has_dated()) {
    return DatedSpan(DaysOf(period), booking.set_up_days(), booking.tear_down_days(), zone);
  }
  const Span announced = Announced(period, zone);
  return {announced.start - booking.set_up().seconds(),
          announced.end + booking.tear_down().seconds()};
}

Days DaysOf(const v1::Period& period) {
  if (period.has_dated()) {
    return {DayNumber(period.dated().first_day()),
            period.dated().has_last_day() ? DayNumber(period.dated().last_day()) : kForever};
  }
  const int64_t first = WallSeconds(period.timed().start()) / kDay;
  return {first, std::max(first, (WallSeconds(period.timed().end()) - 1) / kDay)};
}

std::vector<std::string> OdditiesOf(const v1::Period& period, const std::string& zone) {
  std::vector<std::string> oddities;
  const auto note = [&](const std::string& what) { oddities.push_back(what); };
  if (period.has_dated()) {
    const Days days = DaysOf(period);
    const int64_t end = days.last == kForever ? days.first : days.last + 1;
    for (int64_t day : {days.first, end}) {
      if (OffsetsAt(day * kDay, zone).count == 0) note("a day that begins late");
    }
    if (HasNoDay(period, zone)) note("days that are skipped");
    return oddities;
  }
  const int64_t start = WallSeconds(period.timed().start());
  const Offsets at_start = OffsetsAt(start, zone);
  const Offsets at_end = OffsetsAt(WallSeconds(period.timed().end()), zone);
  if (at_start.count == 0) {
    note("a start in a gap of " + std::to_string(at_start.second - at_start.first) + " s");
    const int64_t gap_begins = ChangeNear(start, zone) + at_start.first;
    if (gap_begins % kDay == 0) note("a start in a gap at midnight");
    if (WallAt(Announced(period, zone).start, zone) / kDay != start / kDay) {
      note("a start that comes to be on another day");
    }
    if (zone == "Europe/Dublin") note("a start in a gap in Dublin");
  } else if (at_end.count == 0) {
    note("an end in a gap");
  } else if (TurnsAround(period, zone)) {
    note("a period that is turned around");
  }
  if (at_start.count == 2 || at_end.count == 2) note("a time that is shown twice");
  return oddities;
}

}  // namespace taqvim::property
