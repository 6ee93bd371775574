#include "client/web/calendar/check_calendar.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace taqvim::web {
namespace {

// What Google was seen to take.
constexpr size_t kMostBytes = 1'000'000;
constexpr size_t kMostEntries = 1'000;

constexpr FindingKind kNoCalendar = {Severity::kBroken, "no-calendar", "all"};
constexpr FindingKind kSeveralCalendars = {Severity::kBroken, "several-calendars",
                                           "Google, Outlook"};
constexpr FindingKind kTooLarge = {Severity::kBroken, "too-large", "Google"};
constexpr FindingKind kTooManyEntries = {Severity::kBroken, "too-many-entries", "Google"};
constexpr FindingKind kNoEntries = {Severity::kNote, "no-entries", "all"};
constexpr FindingKind kNoVersion = {Severity::kBroken, "version-missing", "Outlook, Thunderbird"};
constexpr FindingKind kMethod = {Severity::kWrong, "method", "Outlook"};
constexpr FindingKind kXWrTimezone = {Severity::kNote, "x-wr-timezone", "Google, Apple"};
constexpr FindingKind kNoRefresh = {Severity::kNote, "refresh-missing", "Outlook, Apple"};
constexpr FindingKind kNoName = {Severity::kNote, "name-missing", "Google, Apple, Outlook"};
constexpr FindingKind kUidTwice = {Severity::kBroken, "uid-doubled", "khal, Thunderbird"};
constexpr FindingKind kNoSeries = {Severity::kBroken, "series-missing", "khal"};
constexpr FindingKind kStampOfReading = {Severity::kWrong, "stamp-of-reading", "khal, Thunderbird"};
constexpr FindingKind kTwins = {Severity::kNote, "twin-entries", "all"};

using Entries = std::vector<const ParsedComponent*>;

Entries EntriesOf(const std::vector<ParsedComponent>& calendars) {
  Entries entries;
  for (const ParsedComponent& calendar : calendars) {
    for (const ParsedComponent& component : calendar.components) {
      if (component.name == "VEVENT") entries.push_back(&component);
    }
  }
  return entries;
}

void CheckProperties(const ParsedComponent& calendar, Findings* findings) {
  if (calendar.Value("VERSION") != "2.0" || calendar.Value("PRODID").empty()) {
    findings->Add(kNoVersion, calendar.number);
  }
  const ParsedLine* const method = calendar.Find("METHOD");
  if (method != nullptr) findings->Add(kMethod, method->number);
  const ParsedLine* const zone = calendar.Find("X-WR-TIMEZONE");
  if (zone != nullptr) findings->Add(kXWrTimezone, zone->number);
  if (calendar.Value("REFRESH-INTERVAL").empty() && calendar.Value("X-PUBLISHED-TTL").empty()) {
    findings->Add(kNoRefresh);
  }
  if (calendar.Value("NAME").empty() && calendar.Value("X-WR-CALNAME").empty()) {
    findings->Add(kNoName);
  }
}

void CheckUids(const Entries& entries, Findings* findings) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const ParsedComponent* entry : entries) {
    const std::string uid = entry->Value("UID");
    if (!seen.emplace(uid, entry->Value("RECURRENCE-ID")).second && !uid.empty()) {
      findings->Add(kUidTwice, entry->number, uid);
    }
  }
  for (const ParsedComponent* entry : entries) {
    const std::string uid = entry->Value("UID");
    if (entry->Find("RECURRENCE-ID") != nullptr && seen.count({uid, ""}) == 0) {
      findings->Add(kNoSeries, entry->number, uid);
    }
  }
}

// Of one entry nothing can be said, and none where each says that it was changed then.
void CheckStamps(const Entries& entries, Findings* findings) {
  std::set<std::string> stamps, changes;
  for (const ParsedComponent* entry : entries) {
    stamps.insert(entry->Value("DTSTAMP"));
    changes.insert(entry->Value("LAST-MODIFIED"));
  }
  if (entries.size() > 1 && stamps.size() == 1 && !stamps.begin()->empty() && changes != stamps) {
    findings->Add(kStampOfReading, entries.front()->number, entries.front()->Value("UID"));
  }
}

void CheckTwins(const Entries& entries, Findings* findings) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::string> seen;
  for (const ParsedComponent* entry : entries) {
    const std::string uid = entry->Value("UID");
    const auto [first, is_first] =
        seen.emplace(std::tuple(entry->Value("SUMMARY"), entry->Value("DTSTART"),
                                entry->Value("DTEND"), entry->Value("LOCATION")),
                     uid);
    if (!is_first && first->second != uid) findings->Add(kTwins, entry->number, uid);
  }
}

}  // namespace

void CheckCalendar(size_t bytes, const std::vector<ParsedComponent>& calendars,
                   Findings* findings) {
  if (bytes > kMostBytes) findings->Add(kTooLarge);
  size_t count = 0;
  for (const ParsedComponent& calendar : calendars) {
    if (calendar.name != "VCALENDAR") continue;
    ++count;
    if (count == 2) findings->Add(kSeveralCalendars, calendar.number);
    CheckProperties(calendar, findings);
  }
  if (count == 0) findings->Add(kNoCalendar);
  const Entries entries = EntriesOf(calendars);
  if (entries.empty() && count > 0) findings->Add(kNoEntries);
  if (entries.size() > kMostEntries) {
    findings->Add(kTooManyEntries, entries[kMostEntries]->number);
  }
  CheckUids(entries, findings);
  CheckStamps(entries, findings);
  CheckTwins(entries, findings);
}

}  // namespace taqvim::web
