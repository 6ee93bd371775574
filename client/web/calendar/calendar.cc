#include "client/web/calendar/calendar.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/web/calendar/content_lines.h"
#include "client/web/calendar/entry_lines.h"
#include "client/web/calendar/texts.h"
#include "client/web/calendar/written_hours.h"
#include "client/web/calendar/zone_component.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// From the first instant to the last that entries have in a zone.
struct Window {
  absl::Time first = absl::InfiniteFuture();
  absl::Time last = absl::InfinitePast();
};

absl::CivilSecond StartOf(const CalendarEntry& entry) {
  const auto* days = std::get_if<EntryDays>(&entry.when);
  if (days != nullptr) return absl::CivilSecond(days->first);
  return std::get<EntryHours>(entry.when).start.local;
}

std::vector<const CalendarEntry*> InOrder(const std::vector<CalendarEntry>& entries) {
  std::vector<const CalendarEntry*> ordered;
  ordered.reserve(entries.size());
  for (const CalendarEntry& entry : entries) ordered.push_back(&entry);
  std::sort(ordered.begin(), ordered.end(), [](const auto* one, const auto* other) {
    const absl::CivilSecond start = StartOf(*one), other_start = StartOf(*other);
    return start != other_start ? start < other_start : one->uid < other->uid;
  });
  return ordered;
}

absl::Status About(const CalendarEntry& entry, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("The entry \"", absl::CHexEscape(entry.uid),
                                                  "\" cannot be written. ", status.message()));
}

absl::Status CheckUids(const std::vector<CalendarEntry>& entries) {
  std::vector<std::string> uids;
  uids.reserve(entries.size());
  // As readers get them.
  for (const CalendarEntry& entry : entries) uids.push_back(CleanText(entry.uid));
  std::sort(uids.begin(), uids.end());
  const auto twice = std::adjacent_find(uids.begin(), uids.end());
  if (twice == uids.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Two entries have the UID \"", absl::CHexEscape(*twice), "\"."));
}

bool IsMadeOf(const std::string& text, bool (*belongs)(unsigned char)) {
  return std::all_of(text.begin(), text.end(), belongs);
}

absl::Status CheckProperties(const Calendar& calendar) {
  if (!IsMadeOf(calendar.language,
                [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-'; })) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", absl::CHexEscape(calendar.language), "\" is no tag of a language."));
  }
  if (!IsMadeOf(calendar.colour, absl::ascii_isalpha)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", absl::CHexEscape(calendar.colour), "\" is no name of a colour."));
  }
  return absl::OkStatus();
}

// `PT1H`, `PT90M`.
std::string DurationForm(absl::Duration duration) {
  const int64_t minutes = absl::ToInt64Minutes(duration);
  return minutes % 60 == 0 ? absl::StrCat("PT", minutes / 60, "H")
                           : absl::StrCat("PT", minutes, "M");
}

// Each property of RFC 7986 beside the older one that more readers know.
void AddProperties(const Calendar& calendar, ContentLines* lines) {
  lines->Add("VERSION", "2.0");
  lines->Add("PRODID", "-//Taqvim//taqvim-web//EN");
  lines->Add("CALSCALE", "GREGORIAN");
  const std::string language =
      calendar.language.empty() ? "" : absl::StrCat(";LANGUAGE=", calendar.language);
  lines->AddTextIfAny(absl::StrCat("NAME", language), calendar.name);
  lines->AddTextIfAny("X-WR-CALNAME", calendar.name);
  lines->AddTextIfAny(absl::StrCat("DESCRIPTION", language), calendar.description);
  lines->AddTextIfAny("X-WR-CALDESC", calendar.description);
  const std::string source = WebAddress(calendar.source);
  if (!source.empty()) lines->Add("SOURCE;VALUE=URI", source);
  if (calendar.refresh_interval >= absl::Minutes(1)) {
    const std::string interval = DurationForm(calendar.refresh_interval);
    lines->Add("REFRESH-INTERVAL;VALUE=DURATION", interval);
    lines->Add("X-PUBLISHED-TTL", interval);
  }
  if (!calendar.colour.empty()) lines->Add("COLOR", calendar.colour);
}

void WidenFor(const EntryHours& hours, std::map<std::string, Window>* windows) {
  const auto written = HoursAsWritten(hours);
  if (!written.ok() || !written->by_zone) return;
  Window& window = (*windows)[hours.zone];
  window.first = std::min(window.first, written->first);
  window.last = std::max(window.last, written->last);
}

void AddZones(const std::vector<CalendarEntry>& entries, ContentLines* lines) {
  std::map<std::string, Window> windows;
  for (const CalendarEntry& entry : entries) {
    const auto* hours = std::get_if<EntryHours>(&entry.when);
    if (hours != nullptr) WidenFor(*hours, &windows);
  }
  for (const auto& [name, window] : windows) {
    const auto zone = KnownZone(name);
    if (zone.ok()) WriteZone(name, *zone, window.first, window.last, lines);
  }
  if (entries.empty()) {
    WriteZone("Etc/UTC", absl::UTCTimeZone(), absl::UnixEpoch(), absl::UnixEpoch(), lines);
  }
}

}  // namespace

absl::StatusOr<std::string> WriteCalendar(const Calendar& calendar) {
  RETURN_IF_ERROR(CheckProperties(calendar));
  RETURN_IF_ERROR(CheckUids(calendar.entries));
  ContentLines lines;
  lines.Add("BEGIN", "VCALENDAR");
  AddProperties(calendar, &lines);
  AddZones(calendar.entries, &lines);
  for (const CalendarEntry* entry : InOrder(calendar.entries)) {
    const absl::Status written = WriteEntry(*entry, &lines);
    if (!written.ok()) return About(*entry, written);
  }
  lines.Add("END", "VCALENDAR");
  return std::move(lines).Take();
}

}  // namespace taqvim::web
