// Reader of days and times of iCalendar (RFC 5545, sections 3.3.4 and 3.3.5). Pure.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

struct ParsedTime {
  // Whether it is a day.
  bool is_day = false;
  bool utc = false;
  absl::CivilSecond time;

  friend bool operator==(const ParsedTime& one, const ParsedTime& other) {
    return one.is_day == other.is_day && one.utc == other.utc && one.time == other.time;
  }
};

// `20240301`, `20240301T093000` or `20240301T093000Z`; of several with commas between the
// first. Nullopt for everything else, days that no month has included.
std::optional<ParsedTime> ParseTime(absl::string_view value);

// That of the line; nullopt where there is no line.
std::optional<ParsedTime> TimeOf(const ParsedLine* line);

}  // namespace taqvim::web
