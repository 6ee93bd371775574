#include "client/web/calendar/doctor.h"

#include "client/web/calendar/check_calendar.h"
#include "client/web/calendar/check_entry.h"
#include "client/web/calendar/check_series.h"
#include "client/web/calendar/check_zones.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

std::vector<Finding> Examine(absl::string_view bytes) {
  Findings findings;
  const std::vector<ParsedComponent> calendars = ParseCalendar(bytes, &findings);
  CheckCalendar(bytes.size(), calendars, &findings);
  for (const ParsedComponent& calendar : calendars) {
    CheckZones(calendar, &findings);
    for (const ParsedComponent& component : calendar.components) {
      if (component.name != "VEVENT") continue;
      CheckEntry(component, &findings);
      CheckSeries(component, &findings);
    }
  }
  return std::move(findings).Take();
}

}  // namespace taqvim::web
