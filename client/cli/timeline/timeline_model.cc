#include "client/cli/timeline/timeline_model.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace taqvim::cli {
namespace {

using TimeInfo = absl::TimeZone::TimeInfo;

// When the zone's clocks first show that hour or, where they skip it, go on.
absl::Time InstantOf(absl::CivilHour hour, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(hour));
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.pre;
}

// When they show that hour, or begin to show some of it, for the second time.
absl::Time SecondInstantOf(absl::CivilHour hour, const TimeInfo& last_second, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(hour));
  return info.kind == TimeInfo::REPEATED ? info.post : last_second.trans;
}

std::optional<TimelineSpan> NotEmpty(TimelineSpan span) {
  if (span.start >= span.end) return std::nullopt;
  return span;
}

std::optional<TimelineSpan> SpanOfHour(const TimelineColumn& column, absl::TimeZone zone) {
  const TimelineSpan whole = {InstantOf(column.start, zone), InstantOf(column.end, zone)};
  const auto last_second = zone.At(absl::CivilSecond(column.end) - 1);
  if (last_second.kind != TimeInfo::REPEATED) {
    if (column.again) return std::nullopt;
    return NotEmpty(whole);
  }
  if (!column.again) return NotEmpty({whole.start, std::min(last_second.trans, whole.end)});
  const auto next = zone.At(absl::CivilSecond(column.end));
  return NotEmpty({SecondInstantOf(column.start, last_second, zone),
                   next.kind == TimeInfo::REPEATED ? next.post : whole.end});
}

// The first day of the unit that follows the one in which the day is.
absl::CivilDay NextStart(TimelineUnit unit, absl::CivilDay day) {
  switch (unit) {
    case TimelineUnit::kWeek:
      return absl::NextWeekday(day, absl::Weekday::monday);
    case TimelineUnit::kMonth:
      return absl::CivilDay(absl::CivilMonth(day) + 1);
    case TimelineUnit::kYear:
      return absl::CivilDay(absl::CivilYear(day) + 1);
    default:
      return day + 1;
  }
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

bool Meets(absl::Time start, absl::Time end, const TimelineSpan& span) {
  return start < span.end && span.start < end;
}

}  // namespace

std::vector<TimelineColumn> ColumnsOf(TimelineUnit unit, absl::CivilDay first, absl::CivilDay last,
                                      const std::vector<absl::TimeZone>& zones) {
  std::vector<TimelineColumn> columns;
  const auto add = [&](const TimelineColumn& column) {
    const auto shows = [&](absl::TimeZone zone) { return SpanOf(column, zone).has_value(); };
    const bool everywhere = zones.empty() && !column.again;
    if (everywhere || std::any_of(zones.begin(), zones.end(), shows)) columns.push_back(column);
  };
  for (absl::CivilDay day = first; day <= last;) {
    const absl::CivilDay next = std::min(NextStart(unit, day), last + 1);
    const absl::CivilHour start(day), end(next);
    if (unit == TimelineUnit::kHour) {
      for (absl::CivilHour hour = start; hour < end; ++hour) {
        add({hour, hour + 1, false});
        add({hour, hour + 1, true});
      }
    } else {
      add({start, end, false});
    }
    day = next;
  }
  return columns;
}

std::optional<TimelineSpan> SpanOf(const TimelineColumn& column, absl::TimeZone zone) {
  if (column.end - column.start == 1) return SpanOfHour(column, zone);
  return NotEmpty({InstantOf(column.start, zone), InstantOf(column.end, zone)});
}

std::vector<TimelineUse> UsesIn(const Timeline& timeline, const TimelineRow& row, int column) {
  // Whether what is announced of the entry is there.
  std::map<size_t, bool> open;
  for (const TimelineBar& bar : row.bars) {
    const TimelineStretch& stretch = bar.stretch;
    const auto span = SpanOf(timeline.columns[static_cast<size_t>(column)], stretch.zone);
    if (!span || !Meets(stretch.start, stretch.end, *span)) continue;
    open[bar.entry] |= Meets(stretch.opens(), stretch.closes(), *span);
  }
  std::vector<TimelineUse> uses;
  for (const auto& [entry, is_open] : open) uses.push_back({entry, is_open});
  const auto key = [&](const TimelineUse& use) {
    return std::tuple(PlaceOf(timeline.entries[use.entry].kind), !use.open, use.entry);
  };
  std::sort(uses.begin(), uses.end(),
            [&](const TimelineUse& a, const TimelineUse& b) { return key(a) < key(b); });
  return uses;
}

bool SkipsColumn(const TimelineRow& row, const TimelineColumn& column) {
  if (row.zone) return !SpanOf(column, *row.zone);
  const auto skips = [&](const TimelineBar& bar) { return !SpanOf(column, bar.stretch.zone); };
  return !row.bars.empty() && std::all_of(row.bars.begin(), row.bars.end(), skips);
}

}  // namespace taqvim::cli
