#include "server/schedule/time/civil.h"

#include <algorithm>

#include "server/schedule/time/civil_parts.h"

namespace taqvim::schedule {
namespace {

using google::type::Date;
using google::type::DateTime;
using storage::Interval;
using TimeInfo = absl::TimeZone::TimeInfo;

constexpr int64_t kDay = 24 * 3600;

// That of a local time which is found in the zone so.
absl::Time InstantAt(const TimeInfo& found, const DateTime& date_time, const absl::TimeZone& zone) {
  const bool is_later = found.kind == TimeInfo::REPEATED && date_time.has_utc_offset() &&
                        zone.At(found.post).offset == date_time.utc_offset().seconds();
  return is_later ? found.post : found.pre;
}

Interval TimedInterval(const v1::TimedPeriod& timed, const absl::TimeZone& zone) {
  const TimeInfo found = zone.At(ToCivilSecond(timed.start()));
  const int64_t start = absl::ToUnixSeconds(InstantAt(found, timed.start(), zone));
  const int64_t end = absl::ToUnixSeconds(InstantOf(timed.end(), zone));
  const bool keeps_length = found.kind == TimeInfo::SKIPPED || end <= start;
  return {start, keeps_length ? start + SaidLength(timed) : end};
}

// The days that a dated period takes: its own or, when they are all skipped, the
// one after.
CivilDays DaysTaken(const v1::Period& period, const absl::TimeZone& zone) {
  CivilDays days = DaysOf(period);
  while (!MomentsOf(days, zone)) days = {days.last + 1, days.last + 1};
  return days;
}

// What the days occupy with set-up and tear-down; there is a moment among them.
Interval OccupiedBy(const CivilDays& days, const v1::Booking& booking, const absl::TimeZone& zone) {
  const bool ends = days.last != absl::CivilDay::max();
  return *MomentsOf(
      {days.first - booking.set_up_days(), ends ? days.last + booking.tear_down_days() : days.last},
      zone);
}

void Show(int64_t instant, const absl::TimeZone& zone, DateTime& said) {
  DateTime shown = ToDateTime(instant, zone);
  // An offset that was not needed is said again.
  if (said.has_utc_offset() && ToCivilSecond(said) == ToCivilSecond(shown)) {
    shown.mutable_utc_offset()->set_seconds(zone.At(absl::FromUnixSeconds(instant)).offset);
  }
  said = std::move(shown);
}

v1::Period ShownDays(v1::Period period, const absl::TimeZone& zone) {
  const CivilDays days = DaysIn(*MomentsOf(DaysTaken(period, zone), zone), zone);
  v1::DatedPeriod& dated = *period.mutable_dated();
  *dated.mutable_first_day() = ToDate(days.first);
  if (dated.has_last_day()) *dated.mutable_last_day() = ToDate(days.last);
  return period;
}

// The one or two instants at which the clocks show the time; none when they skip
// it.
std::vector<absl::Time> InstantsOf(const DateTime& date_time, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(ToCivilSecond(date_time));
  if (info.kind == TimeInfo::SKIPPED) return {};
  if (info.kind == TimeInfo::UNIQUE) return {info.pre};
  return {info.pre, info.post};
}

v1::Period Reading(absl::Time start, absl::Time end, const absl::TimeZone& zone) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = ToDateTime(absl::ToUnixSeconds(start), zone);
  *period.mutable_timed()->mutable_end() = ToDateTime(absl::ToUnixSeconds(end), zone);
  return period;
}

}  // namespace

absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(absl::CivilSecond(day));
  // Where midnight is skipped, the day begins when the clocks change.
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::Time InstantOf(const DateTime& date_time, const absl::TimeZone& zone) {
  return InstantAt(zone.At(ToCivilSecond(date_time)), date_time, zone);
}

int64_t SaidLength(const v1::TimedPeriod& timed) {
  const DateTime& start = timed.start();
  const DateTime& end = timed.end();
  const int64_t length = ToCivilSecond(end) - ToCivilSecond(start);
  if (!start.has_utc_offset() || !end.has_utc_offset()) return length;
  return length - (end.utc_offset().seconds() - start.utc_offset().seconds());
}

absl::CivilDay ToCivilDay(const Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

Date ToDate(absl::CivilDay day) {
  Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilSecond ToCivilSecond(const DateTime& date_time) {
  return absl::CivilSecond(date_time.year(), date_time.month(), date_time.day(), date_time.hours(),
                           date_time.minutes(), date_time.seconds());
}

DateTime ToDateTime(absl::CivilSecond time) {
  DateTime date_time;
  date_time.set_year(static_cast<int32_t>(time.year()));
  date_time.set_month(time.month());
  date_time.set_day(time.day());
  date_time.set_hours(time.hour());
  date_time.set_minutes(time.minute());
  date_time.set_seconds(time.second());
  return date_time;
}

DateTime ToDateTime(int64_t instant, const absl::TimeZone& zone) {
  const absl::TimeZone::CivilInfo shown = zone.At(absl::FromUnixSeconds(instant));
  DateTime date_time = ToDateTime(shown.cs);
  if (zone.At(shown.cs).kind == TimeInfo::REPEATED) {
    date_time.mutable_utc_offset()->set_seconds(shown.offset);
  }
  return date_time;
}

std::optional<Interval> MomentsOf(const CivilDays& days, const absl::TimeZone& zone) {
  const int64_t start = absl::ToUnixSeconds(StartOfDay(days.first, zone));
  if (days.last == absl::CivilDay::max()) return Interval{start, Interval::kForever};
  const int64_t end = absl::ToUnixSeconds(StartOfDay(days.last + 1, zone));
  return start < end ? std::optional(Interval{start, end}) : std::nullopt;
}

bool Occurs(const v1::Period& period, const absl::TimeZone& zone) {
  return period.has_timed() || MomentsOf(DaysOf(period), zone);
}

Interval IntervalOf(const v1::Period& period, const absl::TimeZone& zone) {
  if (period.has_timed()) return TimedInterval(period.timed(), zone);
  return *MomentsOf(DaysTaken(period, zone), zone);
}

Interval OccupiedInterval(const v1::Booking& booking, const v1::Period& period,
                          const Interval& announced, const absl::TimeZone& zone) {
  if (period.has_dated()) return OccupiedBy(DaysTaken(period, zone), booking, zone);
  return {announced.start - booking.set_up().seconds(),
          announced.end + booking.tear_down().seconds()};
}

Interval AnnouncedInterval(const v1::Booking& booking, const v1::Period& period,
                           const Interval& occupied, const absl::TimeZone& zone) {
  if (period.has_timed()) {
    return {occupied.start + booking.set_up().seconds(),
            occupied.end - booking.tear_down().seconds()};
  }
  // Days that the zone skips leave no trace in instants, so days are tried: those
  // that are said, and as many others, of whose set-up one may be skipped.
  const CivilDays said = DaysTaken(period, zone);
  const bool ends = said.last != absl::CivilDay::max();
  const absl::CivilDay first = DaysIn(occupied, zone).first + booking.set_up_days();
  for (absl::CivilDay day : {said.first, first, first - 1}) {
    const CivilDays days = {day, ends ? day + (said.last - said.first) : said.last};
    const auto announced = MomentsOf(days, zone);
    if (announced && OccupiedBy(days, booking, zone) == occupied) return *announced;
  }
  Interval left = {occupied.start + booking.set_up_days() * kDay, occupied.end};
  if (left.end != Interval::kForever) left.end -= booking.tear_down_days() * kDay;
  return left.start < left.end ? left : occupied;
}

v1::Period ShownPeriod(const v1::Period& period, const absl::TimeZone& zone) {
  if (period.has_dated()) return ShownDays(period, zone);
  const Interval interval = IntervalOf(period, zone);
  v1::Period shown = period;
  Show(interval.start, zone, *shown.mutable_timed()->mutable_start());
  Show(interval.end, zone, *shown.mutable_timed()->mutable_end());
  return shown;
}

std::vector<v1::Period> ReadingsOf(const v1::Period& period, const absl::TimeZone& zone) {
  if (period.has_dated()) {
    return Occurs(period, zone) ? std::vector{period} : std::vector<v1::Period>();
  }
  const absl::Duration said = absl::Seconds(SaidLength(period.timed()));
  std::vector<v1::Period> of_said_length, others;
  for (absl::Time start : InstantsOf(period.timed().start(), zone)) {
    for (absl::Time end : InstantsOf(period.timed().end(), zone)) {
      if (end <= start) continue;
      (end - start == said ? of_said_length : others).push_back(Reading(start, end, zone));
    }
  }
  return of_said_length.empty() ? others : of_said_length;
}

CivilDays DaysIn(const Interval& interval, const absl::TimeZone& zone) {
  const auto day = [&](int64_t seconds) {
    return absl::ToCivilDay(absl::FromUnixSeconds(seconds), zone);
  };
  if (interval.end == Interval::kForever) return {day(interval.start), absl::CivilDay::max()};
  const absl::CivilDay first = day(interval.start), last = day(interval.end - 1);
  // Clocks that are set back over midnight may show the earlier day last.
  return {std::min(first, last), std::max(first, last)};
}

CivilDays DaysOf(const v1::Period& period) {
  if (period.has_dated()) {
    const auto& dated = period.dated();
    return {ToCivilDay(dated.first_day()),
            dated.has_last_day() ? ToCivilDay(dated.last_day()) : absl::CivilDay::max()};
  }
  const absl::CivilDay first(ToCivilSecond(period.timed().start()));
  // Where the clocks are set back over midnight, the end can be the earlier day.
  return {first, std::max(first, absl::CivilDay(ToCivilSecond(period.timed().end()) - 1))};
}

}  // namespace taqvim::schedule
