// Reader of a VTIMEZONE's observances (RFC 5545, section 3.6.5), for the doctor. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "client/web/calendar/observances.h"
#include "client/web/calendar/parsed_calendar.h"

namespace taqvim::web {

// What one STANDARD or DAYLIGHT says; offsets are in seconds.
struct ParsedObservance {
  // When it begins, by the clocks before: DTSTART, then its RDATEs.
  std::vector<absl::CivilSecond> onsets;
  int offset_before = 0;
  int offset = 0;
  std::optional<YearlyDay> yearly;
  std::optional<absl::CivilSecond> until;
};

// An offset such as `-0330` or `+050748`.
std::optional<int> ParseOffset(absl::string_view value);

// Nullopt where it says less than it has to, or has a rule of another kind than YearlyDay.
std::optional<ParsedObservance> ParseObservance(const ParsedComponent& component);

// The offset, in seconds, that the clocks have when they show that time; nullopt where one of
// the observances begins within a day of it, so that it may be shown twice or not at all.
std::optional<int> OffsetAt(const std::vector<ParsedObservance>& observances,
                            absl::CivilSecond local);

}  // namespace taqvim::web
