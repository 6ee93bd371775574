// Data of a timeline: rows, the entries that occupy them, and the columns that divide
// the time. Pure; timeline_text.h draws it.
#pragma once

#include <cstddef>
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
};

enum class TimelineUnit { kDay, kHour };

struct Timeline {
  TimelineUnit unit = TimelineUnit::kDay;
  // The first column: a whole day, or an hour of it.
  absl::CivilHour first;
  int columns = 0;
  std::vector<TimelineRow> rows;
  // In order of their start; the number of an entry is its index plus one.
  std::vector<TimelineEntry> entries;
};

// The civil hour with which the column begins.
absl::CivilHour ColumnStart(const Timeline& timeline, int column);

// The entries that occupy some of the column in the row, each once. Confirmed ones come
// first, then closures, then holds; those of a kind in order of their numbers. A column
// that the clocks skip is empty.
std::vector<size_t> EntriesIn(const Timeline& timeline, const TimelineRow& row, int column);

}  // namespace taqvim::cli
