#include "server/schedule/civil.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "server/schedule/strings.h"

namespace taqvim::schedule {
namespace {

using google::type::Date;
using google::type::DateTime;
using TimeInfo = absl::TimeZone::TimeInfo;

absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(absl::CivilSecond(day));
  // Where midnight is skipped, the day begins when the clocks change.
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.pre;
}

int OffsetAt(absl::Time time, const absl::TimeZone& zone) { return zone.At(time).offset; }

absl::Time InstantOf(const DateTime& date_time, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(ToCivilSecond(date_time));
  if (info.kind == TimeInfo::REPEATED && date_time.has_utc_offset() &&
      OffsetAt(info.post, zone) == date_time.utc_offset().seconds()) {
    return info.post;
  }
  return info.pre;
}

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

std::string FormatLocal(absl::CivilSecond time) {
  std::string text = absl::StrFormat("%04d-%02d-%02d %02d:%02d", time.year(), time.month(),
                                     time.day(), time.hour(), time.minute());
  if (time.second() != 0) absl::StrAppendFormat(&text, ":%02d", time.second());
  return text;
}

std::string FormatDay(absl::CivilDay day) { return absl::FormatCivilTime(day); }

std::string FormatInstant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

bool CheckTimeOfDay(std::string_view field, const DateTime& date_time, FieldErrors& errors) {
  const bool right = date_time.hours() >= 0 && date_time.hours() <= 23 &&
                     date_time.minutes() >= 0 && date_time.minutes() <= 59 &&
                     date_time.seconds() >= 0 && date_time.seconds() <= 59;
  if (!right) {
    errors.Add(field, absl::StrFormat("%d:%d:%d is no time of day; send hours 0 to 23, minutes 0 "
                                      "to 59 and seconds 0 to 59",
                                      date_time.hours(), date_time.minutes(), date_time.seconds()));
  }
  return right;
}

bool CheckOffset(std::string_view field, const DateTime& date_time, FieldErrors& errors) {
  constexpr int64_t kMost = 18 * 3600;
  const auto& offset = date_time.utc_offset();
  const bool right = offset.seconds() >= -kMost && offset.seconds() <= kMost && offset.nanos() == 0;
  if (!right) {
    errors.Add(Cat(field, ".utc_offset"),
               "must be whole seconds between -18 and 18 hours, such as 18000s for +05:00");
  }
  return right;
}

bool CheckDateTime(std::string_view field, const DateTime& date_time, FieldErrors& errors) {
  Date date;
  date.set_year(date_time.year());
  date.set_month(date_time.month());
  date.set_day(date_time.day());
  bool right = CheckDate(field, date, errors);
  right &= CheckTimeOfDay(field, date_time, errors);
  right &= CheckOffset(field, date_time, errors);
  if (date_time.nanos() != 0) {
    errors.Add(Cat(field, ".nanos"), "must be 0: times are whole seconds");
    right = false;
  }
  if (date_time.has_time_zone()) {
    errors.Add(Cat(field, ".time_zone"),
               "must be unset: the zone is that of the venue, booking or event");
    right = false;
  }
  return right;
}

// Whether the end comes after the start as far as can be told without a zone.
bool EndsAfterStart(const v1::TimedPeriod& timed) {
  const absl::CivilSecond start = ToCivilSecond(timed.start());
  const absl::CivilSecond end = ToCivilSecond(timed.end());
  if (!timed.start().has_utc_offset() || !timed.end().has_utc_offset()) return start < end;
  return start - timed.start().utc_offset().seconds() < end - timed.end().utc_offset().seconds();
}

void CheckTimed(const v1::TimedPeriod& timed, FieldErrors& errors) {
  if (!timed.has_start()) errors.Add("timed.start", "is required: the first moment, as local time");
  if (!timed.has_end()) errors.Add("timed.end", "is required: the first moment after it");
  bool right = timed.has_start() && timed.has_end();
  if (timed.has_start()) right &= CheckDateTime("timed.start", timed.start(), errors);
  if (timed.has_end()) right &= CheckDateTime("timed.end", timed.end(), errors);
  if (right && !EndsAfterStart(timed)) {
    errors.Add("timed.end",
               Cat("must be later than the start, ", FormatLocal(ToCivilSecond(timed.start()))));
  }
}

void CheckDated(const v1::DatedPeriod& dated, FieldErrors& errors) {
  bool right = dated.has_first_day();
  if (dated.has_first_day()) {
    right = CheckDate("dated.first_day", dated.first_day(), errors);
  } else {
    errors.Add("dated.first_day", "is required: the first day, such as 2025-10-10");
  }
  if (!dated.has_last_day()) return;
  right &= CheckDate("dated.last_day", dated.last_day(), errors);
  if (right && ToCivilDay(dated.last_day()) < ToCivilDay(dated.first_day())) {
    errors.Add("dated.last_day",
               Cat("must not be before the first day, ", FormatDay(ToCivilDay(dated.first_day()))));
  }
}

std::string LocalWithInstant(absl::Time time, const absl::TimeZone& zone) {
  return Cat(FormatLocal(zone.At(time).cs), " (", FormatInstant(time), ")");
}

void AddSkipped(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                const absl::TimeZone& zone, FieldErrors& errors) {
  errors.Add(field,
             Cat(FormatLocal(local), " does not occur in ", zone.name(),
                 ", because the clocks skip it; it could be ", LocalWithInstant(info.post, zone),
                 " or ", LocalWithInstant(info.pre, zone)),
             v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

void AddAmbiguous(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                  const absl::TimeZone& zone, FieldErrors& errors) {
  errors.Add(field,
             Cat(FormatLocal(local), " occurs twice in ", zone.name(),
                 ", because the clocks are set back; set utc_offset to ", OffsetAt(info.pre, zone),
                 "s for ", FormatInstant(info.pre), " or to ", OffsetAt(info.post, zone), "s for ",
                 FormatInstant(info.post)),
             v1::ERROR_REASON_LOCAL_TIME_AMBIGUOUS);
}

void AddWrongOffset(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                    const absl::TimeZone& zone, FieldErrors& errors) {
  const int earlier = OffsetAt(info.pre, zone);
  const int later = OffsetAt(info.post, zone);
  errors.Add(Cat(field, ".utc_offset"),
             Cat("is not in force in ", zone.name(), " at ", FormatLocal(local), "; use ", earlier,
                 "s", earlier == later ? " or leave it out" : Cat(" or ", later, "s")));
}

// Whether the local time is one instant of the zone.
bool CheckInZone(std::string_view field, const DateTime& date_time, const absl::TimeZone& zone,
                 FieldErrors& errors) {
  const absl::CivilSecond local = ToCivilSecond(date_time);
  const TimeInfo info = zone.At(local);
  if (info.kind == TimeInfo::SKIPPED) {
    AddSkipped(field, local, info, zone, errors);
    return false;
  }
  if (!date_time.has_utc_offset()) {
    if (info.kind == TimeInfo::UNIQUE) return true;
    AddAmbiguous(field, local, info, zone, errors);
    return false;
  }
  const int64_t offset = date_time.utc_offset().seconds();
  if (offset == OffsetAt(info.pre, zone) || offset == OffsetAt(info.post, zone)) return true;
  AddWrongOffset(field, local, info, zone, errors);
  return false;
}

void CheckTimedInZone(const v1::TimedPeriod& timed, const absl::TimeZone& zone,
                      FieldErrors& errors) {
  bool right = CheckInZone("timed.start", timed.start(), zone, errors);
  right &= CheckInZone("timed.end", timed.end(), zone, errors);
  if (!right) return;
  const absl::Time start = InstantOf(timed.start(), zone);
  if (InstantOf(timed.end(), zone) <= start) {
    errors.Add("timed.end", Cat("must be later than the start, which is ", FormatInstant(start),
                                " in ", zone.name()));
  }
}

void CheckDatedInZone(const v1::DatedPeriod& dated, const absl::TimeZone& zone,
                      FieldErrors& errors) {
  if (!dated.has_last_day()) return;
  const absl::CivilDay first = ToCivilDay(dated.first_day());
  const absl::CivilDay last = ToCivilDay(dated.last_day());
  if (StartOfDay(first, zone) < StartOfDay(last + 1, zone)) return;
  errors.Add("dated.first_day",
             Cat(FormatDay(first), " to ", FormatDay(last), " does not occur in ", zone.name(),
                 ", because its calendar skips it; it could be ", FormatDay(first - 1), " or ",
                 FormatDay(last + 1)),
             v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

// Whether both ends are midnights.
bool IsWholeDays(absl::CivilSecond start, absl::CivilSecond end) {
  return start == absl::CivilDay(start) && end == absl::CivilDay(end);
}

std::string FormatWholeDays(absl::CivilDay first, absl::CivilDay last) {
  if (first == last) return Cat(FormatDay(first), ", the whole day");
  return Cat(FormatDay(first), " to ", FormatDay(last), ", whole days");
}

std::string FormatRange(absl::CivilSecond start, absl::CivilSecond end) {
  if (IsWholeDays(start, end))
    return FormatWholeDays(absl::CivilDay(start), absl::CivilDay(end) - 1);
  const bool same_day = absl::CivilDay(start) == absl::CivilDay(end);
  const std::string last = FormatLocal(end);
  return Cat(FormatLocal(start), " to ", same_day ? last.substr(last.find(' ') + 1) : last);
}

}  // namespace

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

bool CheckDate(std::string_view field, const Date& date, FieldErrors& errors) {
  const bool in_range = date.year() >= 1 && date.year() <= 9998 && date.month() >= 1 &&
                        date.month() <= 12 && date.day() >= 1 && date.day() <= 31;
  // A day that the month does not have is carried over into the next.
  if (in_range && ToCivilDay(date).day() == date.day()) return true;
  errors.Add(field, absl::StrFormat("%04d-%02d-%02d is no day of the calendar; send year (1 to "
                                    "9998), month and day",
                                    date.year(), date.month(), date.day()));
  return false;
}

void CheckPeriod(const v1::Period& period, FieldErrors& errors) {
  switch (period.kind_case()) {
    case v1::Period::kTimed:
      return CheckTimed(period.timed(), errors);
    case v1::Period::kDated:
      return CheckDated(period.dated(), errors);
    case v1::Period::KIND_NOT_SET:
      errors.Add("", "is empty: set timed, with start and end, or dated, with first_day");
  }
}

void CheckPeriodInZone(const v1::Period& period, const absl::TimeZone& zone, FieldErrors& errors) {
  if (period.has_timed()) {
    CheckTimedInZone(period.timed(), zone, errors);
  } else {
    CheckDatedInZone(period.dated(), zone, errors);
  }
}

storage::Interval IntervalOf(const v1::Period& period, const absl::TimeZone& zone) {
  if (period.has_dated()) return DatedInterval(period.dated(), 0, 0, zone);
  return ToInterval(InstantOf(period.timed().start(), zone), InstantOf(period.timed().end(), zone));
}

storage::Interval OccupiedInterval(const v1::Booking& booking, const v1::Period& period,
                                   const absl::TimeZone& zone) {
  if (period.has_dated()) {
    return DatedInterval(period.dated(), booking.set_up_days(), booking.tear_down_days(), zone);
  }
  storage::Interval interval = IntervalOf(period, zone);
  interval.start -= booking.set_up().seconds();
  interval.end += booking.tear_down().seconds();
  return interval;
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

std::string FormatInterval(const storage::Interval& interval, const absl::TimeZone& zone) {
  const absl::CivilSecond start = zone.At(absl::FromUnixSeconds(interval.start)).cs;
  const std::string where = Cat(" (", zone.name(), ")");
  if (interval.end == storage::Interval::kForever) {
    return Cat("from ", FormatLocal(start), " on", where);
  }
  return Cat(FormatRange(start, zone.At(absl::FromUnixSeconds(interval.end)).cs), where);
}

}  // namespace taqvim::schedule
