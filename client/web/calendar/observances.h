// The observances of a time zone, as a VTIMEZONE has them (RFC 5545, section 3.6.5), from the
// zones of Abseil: those alone that some window needs. Pure, but for the zone's data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::web {

// On which day of the years after the first the clocks are set: on the third Sunday of
// March, or on the last.
struct YearlyDay {
  int month = 0;
  // 1 to 4, or -1 for the last.
  int week = 0;
  absl::Weekday weekday = absl::Weekday::sunday;
};

// What the clocks show from some moment on.
struct Observance {
  // DAYLIGHT, or STANDARD.
  bool daylight = false;
  // When it begins, by the clocks as they were before.
  absl::CivilSecond onset;
  // In minutes, east of UTC.
  int offset_before = 0;
  int offset = 0;
  // What the clocks' time is called then: `CEST`, `+05`.
  std::string name;
  // If it comes again each year, and does so past the window.
  std::optional<YearlyDay> yearly;
};

// From when and until when the offsets of all zones are whole minutes, as some readers take
// no others, and their changes are not too many to list.
absl::Time FirstObserved();
absl::Time LastObserved();

// Those that are in force at some time from `first` to `last`, both of which are within what
// is observed, in order of their onsets. If the first of them is daylight saving time, the
// standard time before it as well, as Outlook takes its bearings from there. Where nothing
// changed since `FirstObserved()`, a standard time since 1970.
//
// What comes again in the same week of the same month is one observance with a rule, as of
// several STANDARDs Exchange reads only the last (MS-OXCICAL, 2.1.3.1.1.19.2); unless that
// ends within the window, as python-icalendar 4.0 reads no rule with an end (UNTIL).
//
// Time is daylight saving time if it is ahead of that which is not: where tzdata has the
// winter of Dublin and the Ramadan of Casablanca as saving a negative hour, they are standard
// time, as readers know them.
std::vector<Observance> ObservancesOf(const absl::TimeZone& zone, absl::Time first,
                                      absl::Time last);

}  // namespace taqvim::web
