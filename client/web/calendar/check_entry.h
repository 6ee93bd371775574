// What the doctor looks at in an entry, rules of recurrence left aside; see doctor.h.
#pragma once

#include "client/web/calendar/finding.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

void CheckEntry(const ParsedComponent& entry, Findings* findings);

}  // namespace taqvim::web
