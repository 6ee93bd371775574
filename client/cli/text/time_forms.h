// Parser and formatter of dates and times in forms that mean the same whenever and
// wherever they are read. Words such as `tomorrow` are time_words.h.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::cli {

// A time of day, up to 24:00.
struct ClockTime {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
};

// A local time: before 24:00, and with the offset from UTC where it was said.
struct LocalTimeForm {
  absl::CivilDay day;
  ClockTime clock;
  std::optional<absl::Duration> offset;
};

// Each is nullopt for any other text.

// `2025-10-10`; a day that exists, of the years to 9999.
std::optional<absl::CivilDay> ParseDayForm(absl::string_view text);
// `18:00`, `9:00`, `24:00` or `18:00:30`.
std::optional<ClockTime> ParseClockForm(absl::string_view text);
// `Z`, `+05:00`, `+05`, `+5`, `-03:30`.
std::optional<absl::Duration> ParseOffsetForm(absl::string_view text);
// `2025-10-10T18:00` or `2025-10-10 18:00`, with an offset behind it or without.
std::optional<LocalTimeForm> ParseLocalTimeForm(absl::string_view text);

// `2025-10-10`.
std::string FormatDayForm(absl::CivilDay day);
// `09:00`, with seconds where there are any.
std::string FormatClockForm(const ClockTime& clock);
// `+05:00`; `Z` for none.
std::string FormatOffsetForm(absl::Duration offset);
// `2025-10-10T18:00+05:00`.
std::string FormatLocalTimeForm(const LocalTimeForm& local);

// Whether the text begins with a day and a time as programs write them: `2035-10-10T18:00`.
bool BeginsWithTime(absl::string_view text);
// The text with all such times in it as people read them: `2035-10-10 18:00`, without parts of
// seconds.
std::string WithReadableTimes(absl::string_view text);

// The same without the offset.
absl::CivilSecond CivilOf(const LocalTimeForm& local);

}  // namespace taqvim::cli
