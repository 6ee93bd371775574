#include "client/cli/timeline/timeline_words.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/local_time.h"

namespace taqvim::cli {
namespace {

std::string Format(const char* pattern, absl::Time time, const TimelineStretch& stretch) {
  return absl::FormatTime(pattern, time, stretch.zone);
}

std::string Format(const char* pattern, absl::CivilDay day) {
  return absl::FormatTime(pattern, absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone());
}

// The zone behind the times, where it is to be named.
std::string Where(const TimelineStretch& stretch, bool names_zone) {
  return names_zone ? absl::StrCat(" (", stretch.zone.name(), ")") : "";
}

std::string Days(absl::CivilDay first, absl::CivilDay last) {
  if (last == first) return DayText(first);
  return absl::StrCat(absl::FormatCivilTime(first), " to ", absl::FormatCivilTime(last));
}

// The number of the week by ISO 8601: that of its Thursday in the year of that.
int WeekNumber(absl::CivilDay day) {
  const absl::CivilDay monday = absl::PrevWeekday(day + 1, absl::Weekday::monday);
  return (absl::GetYearDay(monday + 3) - 1) / 7 + 1;
}

std::set<std::string> ZoneNames(const Timeline& timeline) {
  std::set<std::string> names;
  for (const TimelineRow& row : timeline.rows) {
    if (row.zone) names.insert(row.zone->name());
  }
  for (const TimelineEntry& entry : timeline.entries) {
    for (const TimelineStretch& stretch : entry.stretches) names.insert(stretch.zone.name());
  }
  return names;
}

}  // namespace

bool AreWholeDays(absl::Time start, absl::Time end, absl::TimeZone zone) {
  const absl::CivilSecond first = absl::ToCivilSecond(start, zone);
  const absl::CivilSecond last = absl::ToCivilSecond(end, zone);
  return first == absl::CivilDay(first) && last == absl::CivilDay(last);
}

std::string TimesOf(const TimelineStretch& stretch, bool names_zone) {
  const absl::Time start = stretch.opens(), end = stretch.closes();
  const absl::CivilDay first = absl::ToCivilDay(start, stretch.zone);
  const std::string where = Where(stretch, names_zone);
  if (end == absl::InfiniteFuture()) {
    return absl::StrCat("from ", DayText(first), ", permanent", where);
  }
  if (AreWholeDays(start, end, stretch.zone)) {
    return Days(first, absl::ToCivilDay(end, stretch.zone) - 1) + where;
  }
  return absl::StrCat(DayText(first), " ", HoursText(start, end, stretch.zone), where);
}

std::string Unpadded(absl::string_view times) {
  std::string text(times);
  absl::RemoveExtraAsciiWhitespace(&text);
  return text;
}

std::string UseOf(const TimelineStretch& stretch) {
  if (stretch.set_up == absl::ZeroDuration() && stretch.tear_down == absl::ZeroDuration()) {
    return "";
  }
  const absl::CivilDay first = absl::ToCivilDay(stretch.start, stretch.zone);
  if (stretch.end == absl::InfiniteFuture()) {
    return absl::StrCat("in use from ", DayText(first));
  }
  if (AreWholeDays(stretch.start, stretch.end, stretch.zone)) {
    return absl::StrCat("in use ", Days(first, absl::ToCivilDay(stretch.end, stretch.zone) - 1));
  }
  const bool same_day = absl::ToCivilDay(stretch.opens(), stretch.zone) == first;
  return absl::StrCat("in use ", same_day ? "" : DayText(first) + " ",
                      HoursText(stretch.start, stretch.end, stretch.zone));
}

size_t ListedTimes(const Timeline& timeline, const TimelineEntry& entry) {
  constexpr size_t kFirst = 3;
  const size_t all = entry.stretches.size();
  const bool is_short = timeline.unit == TimelineUnit::kHour || timeline.unit == TimelineUnit::kDay;
  // One more is no longer than what says so.
  return is_short || all <= kFirst + 1 ? all : kFirst;
}

std::string MoreTimes(const Timeline& timeline, const TimelineEntry& entry) {
  const size_t left_out = entry.stretches.size() - ListedTimes(timeline, entry);
  if (left_out == 0) return "";
  const TimelineStretch& last = entry.stretches.back();
  return absl::StrCat("and ", left_out, " more, the last ",
                      DayText(absl::ToCivilDay(last.opens(), last.zone)));
}

std::string OpeningOf(const TimelineStretch& stretch) {
  const bool days = stretch.closes() == absl::InfiniteFuture() ||
                    AreWholeDays(stretch.opens(), stretch.closes(), stretch.zone);
  return days ? "" : Format("%H:%M", stretch.opens(), stretch);
}

std::string ShownTitle(const TimelineEntry& entry) {
  return absl::StrCat(entry.title.empty() ? entry.name : entry.title,
                      entry.closed.empty() ? "" : absl::StrCat(" (", entry.closed, ")"));
}

const char* KindWord(v1::OccupancyKind kind) {
  switch (kind) {
    case v1::OCCUPANCY_KIND_HOLD:
      return "hold";
    case v1::OCCUPANCY_KIND_CLOSURE:
      return "closed";
    default:
      return "confirmed";
  }
}

bool HasSeveralZones(const Timeline& timeline) { return ZoneNames(timeline).size() > 1; }

std::string ZonesOf(const Timeline& timeline) {
  if (timeline.shown_in) return absl::StrCat("all by the clocks of ", timeline.shown_in->name());
  const auto names = ZoneNames(timeline);
  return names.size() == 1 ? absl::StrCat("local (", *names.begin(), ")") : "those of each place";
}

std::string ColumnName(const Timeline& timeline, int column) {
  const TimelineColumn& one = timeline.columns[static_cast<size_t>(column)];
  const absl::CivilDay day(one.start);
  switch (timeline.unit) {
    case TimelineUnit::kHour:
      return absl::StrFormat("%02d%s", one.start.hour(), one.again ? "b" : "");
    case TimelineUnit::kWeek:
      return absl::StrFormat("W%02d", WeekNumber(day));
    case TimelineUnit::kMonth:
      return Format("%b", day);
    case TimelineUnit::kYear:
      return absl::StrCat(day.year());
    default:
      return absl::StrFormat("%2d", day.day());
  }
}

std::string DaysOf(const Timeline& timeline, int begin, int end) {
  const auto& columns = timeline.columns;
  return Unpadded(Days(absl::CivilDay(columns[static_cast<size_t>(begin)].start),
                       absl::CivilDay(columns[static_cast<size_t>(end - 1)].end - 1)));
}

}  // namespace taqvim::cli
