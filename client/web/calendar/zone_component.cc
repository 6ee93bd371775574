#include "client/web/calendar/zone_component.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/web/calendar/observances.h"
#include "client/web/calendar/written_hours.h"

namespace taqvim::web {
namespace {

std::string OffsetForm(int minutes) {
  return absl::StrFormat("%c%02d%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                         std::abs(minutes) % 60);
}

const char* TwoLetters(absl::Weekday weekday) {
  switch (weekday) {
    case absl::Weekday::monday:
      return "MO";
    case absl::Weekday::tuesday:
      return "TU";
    case absl::Weekday::wednesday:
      return "WE";
    case absl::Weekday::thursday:
      return "TH";
    case absl::Weekday::friday:
      return "FR";
    case absl::Weekday::saturday:
      return "SA";
    case absl::Weekday::sunday:
      return "SU";
  }
  return "SU";
}

std::string RuleForm(const YearlyDay& yearly) {
  return absl::StrCat("FREQ=YEARLY;BYMONTH=", yearly.month, ";BYDAY=", yearly.week,
                      TwoLetters(yearly.weekday));
}

void WriteObservance(const Observance& observance, ContentLines* lines) {
  const char* const component = observance.daylight ? "DAYLIGHT" : "STANDARD";
  lines->Add("BEGIN", component);
  lines->Add("DTSTART", DateTimeForm(observance.onset));
  lines->Add("TZOFFSETFROM", OffsetForm(observance.offset_before));
  lines->Add("TZOFFSETTO", OffsetForm(observance.offset));
  lines->AddText("TZNAME", observance.name);
  if (observance.yearly) lines->Add("RRULE", RuleForm(*observance.yearly));
  lines->Add("END", component);
}

}  // namespace

void WriteZone(const std::string& name, const absl::TimeZone& zone, absl::Time first,
               absl::Time last, ContentLines* lines) {
  lines->Add("BEGIN", "VTIMEZONE");
  lines->AddText("TZID", name);
  for (const Observance& observance : ObservancesOf(zone, first, last)) {
    WriteObservance(observance, lines);
  }
  lines->Add("END", "VTIMEZONE");
}

}  // namespace taqvim::web
