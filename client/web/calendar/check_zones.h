// What the doctor looks at in the zones of a calendar; see doctor.h.
#pragma once

#include "client/web/calendar/finding.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

// Its VTIMEZONEs, the zones that its entries name, and whether both agree with what is known
// here of a zone of that name.
void CheckZones(const ParsedComponent& calendar, Findings* findings);

}  // namespace taqvim::web
