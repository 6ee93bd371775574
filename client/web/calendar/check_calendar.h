// What the doctor looks at in a calendar as a whole; see doctor.h.
#pragma once

#include <cstddef>
#include <vector>

#include "client/web/calendar/finding.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

// Its size, its properties, and how its entries go together.
void CheckCalendar(size_t bytes, const std::vector<ParsedComponent>& calendars, Findings* findings);

}  // namespace taqvim::web
