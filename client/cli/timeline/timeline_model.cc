#include "client/cli/timeline/timeline_model.h"

#include <set>
#include <utility>

namespace taqvim::cli {
namespace {

// When the zone's clocks first show that hour or, where they skip it, go on.
absl::Time InstantOf(absl::CivilHour hour, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(hour));
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

// The more certain, the lower.
int PlaceOf(v1::OccupancyKind kind) {
  switch (kind) {
    case v1::OCCUPANCY_KIND_HOLD:
      return 2;
    case v1::OCCUPANCY_KIND_CLOSURE:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

absl::CivilHour ColumnStart(const Timeline& timeline, int column) {
  if (timeline.unit == TimelineUnit::kHour) return timeline.first + column;
  return absl::CivilHour(absl::CivilDay(timeline.first) + column);
}

std::vector<size_t> EntriesIn(const Timeline& timeline, const TimelineRow& row, int column) {
  std::set<std::pair<int, size_t>> entries;
  for (const TimelineBar& bar : row.bars) {
    const TimelineStretch& stretch = bar.stretch;
    const absl::Time start = InstantOf(ColumnStart(timeline, column), stretch.zone);
    const absl::Time end = InstantOf(ColumnStart(timeline, column + 1), stretch.zone);
    if (stretch.start < end && start < stretch.end && start < end) {
      entries.emplace(PlaceOf(timeline.entries[bar.entry].kind), bar.entry);
    }
  }
  std::vector<size_t> ordered;
  for (const auto& [place, entry] : entries) ordered.push_back(entry);
  return ordered;
}

}  // namespace taqvim::cli
