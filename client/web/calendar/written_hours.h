// How the times of an entry are written: by the clocks of their zone, or in UTC.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/web/calendar/entry.h"

namespace taqvim::web {

// Both ends in the same form, as not all readers take two.
struct WrittenHours {
  // With `TZID` and the zone's observances; else in UTC.
  bool by_zone = false;
  // As they are written.
  absl::CivilSecond start;
  absl::CivilSecond end;
  // The instants.
  absl::Time first;
  absl::Time last;
};

// In UTC where the zone is UTC, and where a local time and a zone do not say it to all readers:
// a time that the clocks show twice, of which they take the second where RFC 5545 means the
// first, and one outside of the years in which zones are observed (observances.h). A time that the
// clocks skip is written as they show it then: what was 02:30 is 03:30. INVALID_ARGUMENT as
// entry_lines.h says.
absl::StatusOr<WrittenHours> HoursAsWritten(const EntryHours& hours);

// The zone of an IANA name. INVALID_ARGUMENT, with a sentence, for what is none or is not
// known here.
absl::StatusOr<absl::TimeZone> KnownZone(const std::string& name);

// `20240301T093000`.
std::string DateTimeForm(absl::CivilSecond time);
// `20240301`.
std::string DateForm(absl::CivilDay day);
// `20240301T043000Z`.
std::string UtcForm(absl::Time time);

}  // namespace taqvim::web
