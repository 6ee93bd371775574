// A programme as apps for the schedules of conferences read it.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// schedule.xml, as frab and pretalx write it, valid under the schema of c3voc (voc/schedule,
// validator/xsd): what belongs to the culture days by day and by room. The schema has hours alone,
// of less than 100 a time, and no state: exhibitions and what is cancelled are left out. Of the
// days of the stops the first 366 are there though nothing is on. The guid of an event is its uid,
// of one that repeats a UUID made of it and the day of the rule; its number is made of that, and
// stays as long as no other has the same. The same bytes until something changes.
std::string ScheduleXml(const PublishedEvent& programme, const PageContext& context);

}  // namespace taqvim::web
