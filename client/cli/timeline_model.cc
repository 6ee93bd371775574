#include "client/cli/timeline_model.h"

#include <set>

namespace taqvim::cli {
namespace {

// When the zone's clocks first show that hour or, where they skip it, go on.
absl::Time InstantOf(absl::CivilHour hour, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(hour));
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

}  // namespace

absl::CivilHour ColumnStart(const Timeline& timeline, int column) {
  if (timeline.unit == TimelineUnit::kHour) return timeline.first + column;
  return absl::CivilHour(absl::CivilDay(timeline.first) + column);
}

std::vector<size_t> EntriesIn(const Timeline& timeline, const TimelineRow& row, int column) {
  const absl::Time start = InstantOf(ColumnStart(timeline, column), row.zone);
  const absl::Time end = InstantOf(ColumnStart(timeline, column + 1), row.zone);
  std::set<size_t> entries;
  for (const TimelineBar& bar : row.bars) {
    if (bar.start < end && start < bar.end && start < end) entries.insert(bar.entry);
  }
  return {entries.begin(), entries.end()};
}

}  // namespace taqvim::cli
