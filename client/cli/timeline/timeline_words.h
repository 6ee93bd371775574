// Words of a timeline, the same in each drawing: times, kinds, names of columns.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

// The hours announced as they are written everywhere, with the zone where `names_zone`: `Tue
// 2025-10-07 09:00-10:45 (Asia/Baku)`, `2025-10-07 to 2025-10-08`, `from Wed 2025-10-08,
// permanent`.
std::string TimesOf(const TimelineStretch& stretch, bool names_zone);

// The same without blanks that stand for digits, for what is not written in columns.
std::string Unpadded(absl::string_view times);

// From when to when it is in use, where that is longer than what is announced: `in use
// 16:00-23:00`; else empty.
std::string UseOf(const TimelineStretch& stretch);

// How many of the times of the entry a list has: all but where a column is a week or
// longer, which has the first of them; and what it then says of the others, else nothing:
// `and 40 more, the last Thu 2027-12-09`.
size_t ListedTimes(const Timeline& timeline, const TimelineEntry& entry);
std::string MoreTimes(const Timeline& timeline, const TimelineEntry& entry);

// The time at which what is announced begins, as `18:00`; empty where that is midnight
// and it lasts whole days.
std::string OpeningOf(const TimelineStretch& stretch);

// Whether both moments are midnights of the zone, on different days.
bool AreWholeDays(absl::Time start, absl::Time end, absl::TimeZone zone);

// What it is called, else its name; with a mark behind it where it is closed: `Board (private)`.
std::string ShownTitle(const TimelineEntry& entry);

// `confirmed`, `hold` or `closed`.
const char* KindWord(v1::OccupancyKind kind);

// Whether the places and times of the timeline are of several zones; and which zones, as
// `local (Asia/Baku)`, as `those of each place`, or as `all by the clocks of Asia/Baku` where one
// was chosen.
bool HasSeveralZones(const Timeline& timeline);
std::string ZonesOf(const Timeline& timeline);

// What stands above the column: the hour, day, week, month or year, in a few characters:
// `09`, `02b` where the clocks show it again, ` 7`, `W41`, `Oct`, `2025`.
std::string ColumnName(const Timeline& timeline, int column);

// From the first to the last day of the columns up to `end`, without it: `Tue 2025-10-07`,
// `2025-10-07 to 2025-10-13`.
std::string DaysOf(const Timeline& timeline, int begin, int end);

}  // namespace taqvim::cli
