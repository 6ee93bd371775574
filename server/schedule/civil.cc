#include "server/schedule/civil.h"

#include <algorithm>

#include "server/schedule/civil_parts.h"

namespace taqvim::schedule {
namespace {

using google::type::Date;
using google::type::DateTime;
using TimeInfo = absl::TimeZone::TimeInfo;

storage::Interval ToInterval(absl::Time start, absl::Time end) {
  const int64_t first = absl::ToUnixSeconds(start);
  // Rules of a zone that change later can turn the ends around.
  return {first, std::max(absl::ToUnixSeconds(end), first + 1)};
}

storage::Interval DatedInterval(const v1::DatedPeriod& dated, int days_before, int days_after,
                                const absl::TimeZone& zone) {
  const absl::Time start = StartOfDay(ToCivilDay(dated.first_day()) - days_before, zone);
  if (!dated.has_last_day()) {
    return {absl::ToUnixSeconds(start), storage::Interval::kForever};
  }
  return ToInterval(start, StartOfDay(ToCivilDay(dated.last_day()) + days_after + 1, zone));
}

}  // namespace

absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(absl::CivilSecond(day));
  // Where midnight is skipped, the day begins when the clocks change.
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::Time InstantOf(const DateTime& date_time, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(ToCivilSecond(date_time));
  if (info.kind == TimeInfo::REPEATED && date_time.has_utc_offset() &&
      zone.At(info.post).offset == date_time.utc_offset().seconds()) {
    return info.post;
  }
  return info.pre;
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

storage::Interval IntervalOf(const v1::Period& period, const absl::TimeZone& zone) {
  if (period.has_dated()) return DatedInterval(period.dated(), 0, 0, zone);
  return ToInterval(InstantOf(period.timed().start(), zone), InstantOf(period.timed().end(), zone));
}

storage::Interval OccupiedInterval(const v1::Booking& booking, const v1::Period& period,
                                   const storage::Interval& announced, const absl::TimeZone& zone) {
  if (period.has_dated()) {
    return DatedInterval(period.dated(), booking.set_up_days(), booking.tear_down_days(), zone);
  }
  return {announced.start - booking.set_up().seconds(),
          announced.end + booking.tear_down().seconds()};
}

storage::Interval AnnouncedInterval(const v1::Booking& booking, const v1::Period& period,
                                    const storage::Interval& occupied, const absl::TimeZone& zone) {
  if (period.has_timed()) {
    return {occupied.start + booking.set_up().seconds(),
            occupied.end - booking.tear_down().seconds()};
  }
  const CivilDays days = DaysIn(occupied, zone);
  const absl::Time start = StartOfDay(days.first + booking.set_up_days(), zone);
  if (occupied.end == storage::Interval::kForever)
    return {absl::ToUnixSeconds(start), occupied.end};
  return ToInterval(start, StartOfDay(days.last - booking.tear_down_days() + 1, zone));
}

CivilDays DaysIn(const storage::Interval& interval, const absl::TimeZone& zone) {
  const auto day = [&](int64_t seconds) {
    return absl::ToCivilDay(absl::FromUnixSeconds(seconds), zone);
  };
  const bool ends = interval.end != storage::Interval::kForever;
  return {day(interval.start), ends ? day(interval.end - 1) : absl::CivilDay::max()};
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
