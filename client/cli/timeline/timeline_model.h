// Data of a timeline: rows, the entries that occupy them, and the columns that divide
// the time. Pure; timeline_text.h, timeline_svg.h and timeline_html.h draw it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "taqvim/v1/occupancy.pb.h"

namespace taqvim::cli {

// A time in use; half-open, and the end may be infinite.
struct TimelineStretch {
  absl::Time start;
  absl::Time end;
  // The zone of the place where it is.
  absl::TimeZone zone;
  // How much of it is set-up before what is announced, and tear-down after that.
  absl::Duration set_up = absl::ZeroDuration();
  absl::Duration tear_down = absl::ZeroDuration();

  // When what is announced begins and ends.
  absl::Time opens() const { return start + set_up; }
  absl::Time closes() const { return end - tear_down; }
};

// One event or closure of the timeline. An event of which some occurrences are
// only held is two: one confirmed, one held.
struct TimelineEntry {
  // Its name, such as `events/gala`; empty where nobody may know it.
  std::string name;
  std::string title;
  v1::OccupancyKind kind = v1::OCCUPANCY_KIND_UNSPECIFIED;
  // When it is in use, set-up and tear-down included, over all of its rows: one
  // stretch, or several that are apart, in order, such as the occurrences of an
  // event that repeats.
  std::vector<TimelineStretch> stretches;
  // To whom it is closed though the reader sees it: `private` or `unpublished`; else empty.
  std::string closed = {};
};

// A stretch of a row that an entry occupies.
struct TimelineBar {
  TimelineStretch stretch;
  // The index of the entry.
  size_t entry = 0;
};

struct TimelineRow {
  std::string label;
  // A heading names a venue and has no cells.
  bool heading = false;
  // Each fills the columns that are its days and hours where it is, so that a
  // participant who travels has the days of each place.
  std::vector<TimelineBar> bars;
  // The zone of the place; unset for a participant, who has that of each bar.
  std::optional<absl::TimeZone> zone = std::nullopt;
};

// What a column is. Weeks begin on Mondays.
enum class TimelineUnit { kHour, kDay, kWeek, kMonth, kYear };

// Civil time from `start` to `end`, which each place has when its own clocks show it.
struct TimelineColumn {
  absl::CivilHour start;
  absl::CivilHour end;
  // Whether it is an hour that the clocks of some place show for the second time.
  bool again = false;
};

// Half-open.
struct TimelineSpan {
  absl::Time start;
  absl::Time end;
};

struct Timeline {
  // What it is of, such as a programme; empty for all venues.
  std::string title;
  TimelineUnit unit = TimelineUnit::kDay;
  // The zone in which all of it is shown, where one was chosen.
  std::optional<absl::TimeZone> shown_in = std::nullopt;
  // In order; at least one.
  std::vector<TimelineColumn> columns;
  std::vector<TimelineRow> rows;
  // In order of their start; the number of an entry is its index plus one.
  std::vector<TimelineEntry> entries;
};

// An entry that occupies some of a column of a row.
struct TimelineUse {
  size_t entry = 0;
  // Whether some of what is announced is in the column, and not set-up or tear-down alone.
  bool open = true;
};

// The columns of the days, both of which are inclusive. What the clocks of all the zones
// skip has no column; an hour that those of any show twice has two. So a day by the hour
// has 23, 24 or 25 in one zone.
std::vector<TimelineColumn> ColumnsOf(TimelineUnit unit, absl::CivilDay first, absl::CivilDay last,
                                      const std::vector<absl::TimeZone>& zones);

// When the column is in the zone; unset where its clocks do not show it.
std::optional<TimelineSpan> SpanOf(const TimelineColumn& column, absl::TimeZone zone);

// The entries that occupy some of the column in the row, each once. Confirmed ones come
// first, then closures, then holds; of a kind those that are announced there, then those
// that are set up or torn down; then in order of their numbers. A column that the clocks
// skip is empty.
std::vector<TimelineUse> UsesIn(const Timeline& timeline, const TimelineRow& row, int column);

// Whether the clocks of the row skip the column, as far as it is known.
bool SkipsColumn(const TimelineRow& row, const TimelineColumn& column);

}  // namespace taqvim::cli
