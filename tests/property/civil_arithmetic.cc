#include "tests/property/civil_arithmetic.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::property {
namespace {

using google::type::Date;
using google::type::DateTime;

// The offset of zones that did not change their clocks since 2017; 0 for others.
int FixedOffset(const std::string& zone) {
  if (zone == "Asia/Tashkent") return 5 * 3600;
  if (zone == "Asia/Baku") return 4 * 3600;
  return 0;
}

const absl::TimeZone& Rules(const std::string& zone) {
  static const absl::TimeZone* const kBerlin = [] {
    auto* berlin = new absl::TimeZone;
    if (!absl::LoadTimeZone("Europe/Berlin", berlin)) std::abort();
    return berlin;
  }();
  if (zone != "Europe/Berlin") std::abort();
  return *kBerlin;
}

absl::CivilSecond ToCivil(int64_t wall_seconds) {
  return absl::CivilSecond(1970, 1, 1) + wall_seconds;
}

int64_t InstantOf(const DateTime& time, const std::string& zone) {
  const int64_t wall = WallSeconds(time);
  const Offsets offsets = OffsetsAt(wall, zone);
  const bool second =
      offsets.count == 2 && time.has_utc_offset() && time.utc_offset().seconds() == offsets.second;
  return wall - (second ? offsets.second : offsets.first);
}

// No zone of the test skips midnight.
int64_t Midnight(int64_t day, const std::string& zone) {
  return day * kDay - OffsetsAt(day * kDay, zone).first;
}

Span DatedSpan(const v1::DatedPeriod& dated, int before, int after, const std::string& zone) {
  const int64_t start = Midnight(DayNumber(dated.first_day()) - before, zone);
  if (!dated.has_last_day()) return {start, kForever};
  return {start, Midnight(DayNumber(dated.last_day()) + after + 1, zone)};
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

Offsets OffsetsAt(int64_t wall_seconds, const std::string& zone) {
  if (const int offset = FixedOffset(zone)) return {1, offset, offset};
  const absl::TimeZone& rules = Rules(zone);
  const auto info = rules.At(ToCivil(wall_seconds));
  using Info = absl::TimeZone::TimeInfo;
  const int count = info.kind == Info::SKIPPED ? 0 : info.kind == Info::REPEATED ? 2 : 1;
  // A time that the clocks skip is read as if they had not been set yet.
  return {count, static_cast<int>(wall_seconds - absl::ToUnixSeconds(info.pre)),
          static_cast<int>(wall_seconds - absl::ToUnixSeconds(info.post))};
}

int64_t WallAt(int64_t instant, const std::string& zone) {
  if (const int offset = FixedOffset(zone)) return instant + offset;
  return instant + Rules(zone).At(absl::FromUnixSeconds(instant)).offset;
}

bool TurnsAround(const v1::Period& period, const std::string& zone) {
  return period.has_timed() &&
         InstantOf(period.timed().end(), zone) <= InstantOf(period.timed().start(), zone);
}

Span Announced(const v1::Period& period, const std::string& zone) {
  if (period.has_dated()) return DatedSpan(period.dated(), 0, 0, zone);
  const int64_t start = InstantOf(period.timed().start(), zone);
  return {start, std::max(InstantOf(period.timed().end(), zone), start + 1)};
}

Span Occupied(const v1::Booking& booking, const v1::Period& period, const std::string& zone) {
  if (period.has_dated()) {
    return DatedSpan(period.dated(), booking.set_up_days(), booking.tear_down_days(), zone);
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

}  // namespace taqvim::property
