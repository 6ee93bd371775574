#include "client/cli/fields/civil_dates.h"

namespace taqvim::cli {

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

google::type::Date DateOf(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilSecond LocalTimeOf(const google::type::DateTime& time) {
  return absl::CivilSecond(time.year(), time.month(), time.day(), time.hours(), time.minutes(),
                           time.seconds());
}

bool IsLaterOfTwo(const google::type::DateTime& time, const absl::TimeZone& zone) {
  const auto info = zone.At(LocalTimeOf(time));
  return info.kind == absl::TimeZone::TimeInfo::REPEATED && time.has_utc_offset() &&
         zone.At(info.post).offset == time.utc_offset().seconds();
}

absl::Time InstantOf(const google::type::DateTime& time, const absl::TimeZone& zone) {
  const auto info = zone.At(LocalTimeOf(time));
  return IsLaterOfTwo(time, zone) ? info.post : info.pre;
}

}  // namespace taqvim::cli
