// Formatters of instants as local times of a zone.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::cli {

// The zone of that IANA name; UTC when it is empty or not known here.
absl::TimeZone ZoneNamed(const std::string& name);

// The instant in the zone as `2025-10-10 18:00`, with the offset behind it where
// the clocks show that time twice: `2025-10-26 02:30+01:00`. In UTC, with a Z,
// when the zone is empty or not known here.
std::string LocalTime(absl::Time time, const std::string& zone);

// The offset from UTC as `+05:00`, where the zone's clocks show the time of that
// instant twice; else empty.
std::string OffsetIfShownTwice(absl::Time time, const absl::TimeZone& zone);

// The same of a local time that was said without an offset: the earlier of both
// is meant.
std::string OffsetIfShownTwice(absl::CivilSecond local, const absl::TimeZone& zone);

// `Wed 2035-10-10`.
std::string DayText(absl::CivilDay day);
// From when to when by the clocks of the zone: `18:00-20:00`, and of a night `22:00-02:00`; with
// the day of the end where it is a day or more later, `22:00-2035-10-12 02:00`, and with offsets
// where the clocks show a time twice.
std::string HoursText(absl::Time start, absl::Time end, const absl::TimeZone& zone);

}  // namespace taqvim::cli
