#include "client/cli/agenda/agenda_time.h"

#include "absl/strings/str_cat.h"
#include "client/cli/fields/civil_dates.h"
#include "client/cli/text/local_time.h"

namespace taqvim::cli {
namespace {

// The zone in which it is shown.
absl::TimeZone ShownZone(const v1::Occurrence& occurrence, const Showing& showing) {
  return showing.all_here ? showing.here : ZoneNamed(occurrence.time_zone());
}

std::string WholeDays(const v1::DatedPeriod& dated) {
  if (dated.permanent()) return "permanent";
  const absl::CivilDay last = DayOf(dated.has_last_day() ? dated.last_day() : dated.first_day());
  return last == DayOf(dated.first_day()) ? "all day"
                                          : absl::StrCat("until ", absl::FormatCivilTime(last));
}

}  // namespace

absl::Time StartOf(const v1::Occurrence& occurrence) {
  const absl::TimeZone zone = ZoneNamed(occurrence.time_zone());
  const v1::Period& period = occurrence.period();
  return period.has_timed() ? InstantOf(period.timed().start(), zone)
                            : absl::FromCivil(DayOf(period.dated().first_day()), zone);
}

absl::Time EndOf(const v1::Occurrence& occurrence) {
  const absl::TimeZone zone = ZoneNamed(occurrence.time_zone());
  const v1::Period& period = occurrence.period();
  if (period.has_timed()) return InstantOf(period.timed().end(), zone);
  if (period.dated().permanent()) return absl::InfiniteFuture();
  const auto& last =
      period.dated().has_last_day() ? period.dated().last_day() : period.dated().first_day();
  return absl::FromCivil(DayOf(last) + 1, zone);
}

absl::CivilDay ShownDay(const v1::Occurrence& occurrence, const Showing& showing) {
  if (!occurrence.period().has_timed()) return DayOf(occurrence.period().dated().first_day());
  return absl::ToCivilDay(StartOf(occurrence), ShownZone(occurrence, showing));
}

std::string ShownHours(const v1::Occurrence& occurrence, const Showing& showing) {
  if (!occurrence.period().has_timed()) return WholeDays(occurrence.period().dated());
  return HoursText(StartOf(occurrence), EndOf(occurrence), ShownZone(occurrence, showing));
}

}  // namespace taqvim::cli
