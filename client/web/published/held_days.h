// The days that are held in memory and shown in feeds.
#pragma once

#include "absl/time/civil_time.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// From the first day of the month before the day's to 31 December of the year after its own: whole
// months, so that what is shown stays the same from day to day.
CivilDays HeldDays(absl::CivilDay today);

}  // namespace taqvim::web
