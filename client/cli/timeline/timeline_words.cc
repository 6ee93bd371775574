#include "client/cli/timeline/timeline_words.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {
namespace {

std::string Format(const char* pattern, absl::Time time, const TimelineStretch& stretch) {
  return absl::FormatTime(pattern, time, stretch.zone);
}

std::string Format(const char* pattern, absl::CivilDay day) {
  return absl::FormatTime(pattern, absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone());
}

std::string Where(absl::string_view offset, const TimelineStretch& stretch, bool names_zone) {
  const std::string zone = names_zone ? stretch.zone.name() : "";
  if (offset.empty() && zone.empty()) return "";
  return absl::StrCat(" (", offset, offset.empty() || zone.empty() ? "" : ", ", zone, ")");
}

// The moment at which it ends: the time alone where that is on the day of the start.
std::string EndOf(absl::Time start, absl::Time end, const TimelineStretch& stretch) {
  const absl::CivilDay day = absl::ToCivilDay(start, stretch.zone);
  const absl::CivilSecond local = absl::ToCivilSecond(end, stretch.zone);
  if (local == day + 1) return "24:00";
  return Format(absl::CivilDay(local) == day ? "%H:%M" : "%a %e %b %H:%M", end, stretch);
}

bool AreWholeDays(absl::Time start, absl::Time end, absl::TimeZone zone) {
  const absl::CivilSecond first = absl::ToCivilSecond(start, zone);
  const absl::CivilSecond last = absl::ToCivilSecond(end, zone);
  return first == absl::CivilDay(first) && last == absl::CivilDay(last);
}

std::string Days(absl::CivilDay first, absl::CivilDay last) {
  if (last == first) return Format("%a %e %b %Y", first);
  return absl::StrCat(Format("%e %b %Y", first), " - ", Format("%e %b %Y", last));
}

// With the offsets of both ends where the clocks are changed between them.
std::string Hours(const TimelineStretch& stretch, bool names_zone) {
  const absl::Time start = stretch.opens(), end = stretch.closes();
  const std::string before = Format("UTC%Ez", start, stretch);
  const std::string after = Format("UTC%Ez", end, stretch);
  return absl::StrCat(Format("%a %e %b %Y %H:%M", start, stretch),
                      before == after ? "" : absl::StrCat(" (", before, ")"), " - ",
                      EndOf(start, end, stretch), Where(after, stretch, names_zone));
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

std::string TimesOf(const TimelineStretch& stretch, bool names_zone) {
  const absl::Time start = stretch.opens(), end = stretch.closes();
  if (end == absl::InfiniteFuture()) {
    return absl::StrCat(Format("from %a %e %b %Y", start, stretch), ", permanent",
                        Where("", stretch, names_zone));
  }
  if (!AreWholeDays(start, end, stretch.zone)) return Hours(stretch, names_zone);
  const absl::CivilDay last = absl::ToCivilDay(end, stretch.zone) - 1;
  return Days(absl::ToCivilDay(start, stretch.zone), last) + Where("", stretch, names_zone);
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
    return absl::StrCat("in use from ", Format("%a %e %b %Y", first));
  }
  if (AreWholeDays(stretch.start, stretch.end, stretch.zone)) {
    return absl::StrCat("in use ", Days(first, absl::ToCivilDay(stretch.end, stretch.zone) - 1));
  }
  const bool same_day = absl::ToCivilDay(stretch.opens(), stretch.zone) == first;
  return absl::StrCat("in use ",
                      Format(same_day ? "%H:%M" : "%a %e %b %H:%M", stretch.start, stretch), " - ",
                      EndOf(stretch.start, stretch.end, stretch));
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
                      Format("%a %e %b %Y", last.opens(), last));
}

std::string OpeningOf(const TimelineStretch& stretch) {
  const bool days = stretch.closes() == absl::InfiniteFuture() ||
                    AreWholeDays(stretch.opens(), stretch.closes(), stretch.zone);
  return days ? "" : Format("%H:%M", stretch.opens(), stretch);
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
