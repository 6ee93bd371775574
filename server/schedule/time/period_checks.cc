// Whether a period is one, wherever it is: a part of civil.h.
#include "absl/strings/str_format.h"
#include "server/base/strings.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/civil_parts.h"

namespace taqvim::schedule {
namespace {

using google::type::Date;
using google::type::DateTime;

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

void CheckTimed(const v1::TimedPeriod& timed, PeriodParts parts, FieldErrors& errors) {
  if (parts == PeriodParts::kAll) {
    if (!timed.has_start()) {
      errors.Add("timed.start", "is required: the first moment, as local time");
    }
    if (!timed.has_end()) errors.Add("timed.end", "is required: the first moment after it");
  }
  bool right = timed.has_start() && timed.has_end();
  if (timed.has_start()) right &= CheckDateTime("timed.start", timed.start(), errors);
  if (timed.has_end()) right &= CheckDateTime("timed.end", timed.end(), errors);
  if (right && !EndsAfterStart(timed)) {
    errors.Add("timed.end",
               Cat("must be later than the start, ", FormatLocal(ToCivilSecond(timed.start()))));
  }
}

void CheckEndOfDays(const v1::DatedPeriod& dated, PeriodParts parts, FieldErrors& errors) {
  switch (dated.end_case()) {
    case v1::DatedPeriod::kLastDay:
      return;
    case v1::DatedPeriod::kPermanent:
      if (dated.permanent()) return;
      return errors.Add("dated.permanent",
                        "must be true or left out; a period that ends names its last_day");
    case v1::DatedPeriod::END_NOT_SET:
      if (parts == PeriodParts::kSome) return;
      errors.Add("dated.last_day",
                 "is required: the last day, included; or say permanent of what never ends");
  }
}

void CheckDated(const v1::DatedPeriod& dated, PeriodParts parts, FieldErrors& errors) {
  bool right = dated.has_first_day();
  if (dated.has_first_day()) {
    right = CheckDate("dated.first_day", dated.first_day(), errors);
  } else if (parts == PeriodParts::kAll) {
    errors.Add("dated.first_day", "is required: the first day, such as 2025-10-10");
  }
  CheckEndOfDays(dated, parts, errors);
  if (!dated.has_last_day()) return;
  right &= CheckDate("dated.last_day", dated.last_day(), errors);
  if (right && ToCivilDay(dated.last_day()) < ToCivilDay(dated.first_day())) {
    errors.Add("dated.last_day",
               Cat("must not be before the first day, ", FormatDay(ToCivilDay(dated.first_day()))));
  }
}

}  // namespace

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

void CheckPeriod(const v1::Period& period, FieldErrors& errors, PeriodParts parts) {
  switch (period.kind_case()) {
    case v1::Period::kTimed:
      return CheckTimed(period.timed(), parts, errors);
    case v1::Period::kDated:
      return CheckDated(period.dated(), parts, errors);
    case v1::Period::KIND_NOT_SET:
      errors.Add("",
                 "is empty: set timed, with start and end, or dated, with first_day and "
                 "last_day or permanent");
  }
}

}  // namespace taqvim::schedule
