// Days and hours as people of a language write them, by ICU.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace taqvim::web {

// With the day of the week: `Thursday, 10 May 2035`, `10 мая 2035 г., четверг`. In English where
// ICU does not know the language.
std::string DayText(absl::CivilDay day, absl::string_view language);
// Without: `10–12 May 2035`; a day where both are the same.
std::string DaysText(absl::CivilDay first, absl::CivilDay last, absl::string_view language);
// The same without an end: `from 10 May 2035`; the caller says the word.
std::string DateText(absl::CivilDay day, absl::string_view language);

// `Monday`, `понедельник`.
std::string WeekdayText(absl::Weekday weekday, absl::string_view language);

// `18:00`, and `18:00–20:00`; hours as clocks of 24 hours show them, in every language. What ends
// on another day than it begins says which.
std::string HourText(absl::CivilSecond time);
std::string HoursText(absl::CivilSecond start, absl::CivilSecond end, absl::string_view language);

}  // namespace taqvim::web
