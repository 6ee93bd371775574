#include "client/web/calendar/check_entry.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "client/web/calendar/parsed_time.h"

namespace taqvim::web {
namespace {

constexpr int64_t kSecondsOfDay = 24 * 60 * 60;

constexpr FindingKind kNoUid = {Severity::kBroken, "uid-missing", "all"};
constexpr FindingKind kNoStamp = {Severity::kBroken, "stamp-missing", "Outlook, Thunderbird"};
constexpr FindingKind kNoStart = {Severity::kBroken, "start-missing", "all"};
constexpr FindingKind kStampNotUtc = {Severity::kBroken, "stamp-not-utc", "Thunderbird"};
constexpr FindingKind kMalformedTime = {Severity::kBroken, "time-malformed", "all"};
constexpr FindingKind kFloating = {Severity::kWrong, "time-floating", "Google"};
constexpr FindingKind kZoneOnUtc = {Severity::kWrong, "zone-on-utc", "Google, Outlook"};
constexpr FindingKind kZoneOnDay = {Severity::kWrong, "zone-on-day", "Google, Outlook"};
constexpr FindingKind kDayAsTime = {Severity::kWrong, "day-without-value", "Outlook, Thunderbird"};
constexpr FindingKind kNoEnd = {Severity::kNote, "end-missing", "Google, Outlook"};
constexpr FindingKind kEndBeforeStart = {Severity::kBroken, "end-before-start", "all"};
constexpr FindingKind kEndAtStart = {Severity::kWrong, "end-at-start", "all"};
constexpr FindingKind kEndOfOtherKind = {Severity::kWrong, "end-of-other-kind", "Outlook, Apple"};
constexpr FindingKind kNoChange = {Severity::kWrong, "change-untold", "Google"};
constexpr FindingKind kNoTitle = {Severity::kNote, "title-missing", "all"};
constexpr FindingKind kCancelled = {Severity::kNote, "cancelled", "Google"};
constexpr FindingKind kAttendees = {Severity::kWrong, "attendees", "Outlook, Google"};
constexpr FindingKind kAlarm = {Severity::kNote, "alarm", "Apple, Thunderbird"};
constexpr FindingKind kLongHours = {Severity::kNote, "hours-over-days", "all"};
constexpr FindingKind kUidOfClock = {Severity::kWrong, "uid-of-clock", "all"};
constexpr FindingKind kUnescaped = {Severity::kWrong, "text-unescaped", "Outlook, Thunderbird"};

// What is wrong with how the line says its time, whatever that is.
void CheckTime(const ParsedLine* line, const std::string& uid, Findings* findings) {
  if (line == nullptr) return;
  const std::optional<ParsedTime> time = ParseTime(line->value);
  if (!time) {
    findings->Add(kMalformedTime, line->number, uid);
    return;
  }
  const bool has_zone = !line->Parameter("TZID").empty();
  if (time->is_day) {
    if (has_zone) findings->Add(kZoneOnDay, line->number, uid);
    if (line->Parameter("VALUE") != "DATE") findings->Add(kDayAsTime, line->number, uid);
  } else if (time->utc) {
    if (has_zone) findings->Add(kZoneOnUtc, line->number, uid);
  } else if (!has_zone) {
    findings->Add(kFloating, line->number, uid);
  }
}

void CheckLength(const ParsedLine& start_line, const ParsedLine& end_line, const std::string& uid,
                 Findings* findings) {
  const std::optional<ParsedTime> start = ParseTime(start_line.value);
  const std::optional<ParsedTime> end = ParseTime(end_line.value);
  if (!start || !end) return;
  if (start->is_day != end->is_day) {
    findings->Add(kEndOfOtherKind, end_line.number, uid);
    return;
  }
  // By different clocks they cannot be compared.
  if (start->utc != end->utc || start_line.Parameter("TZID") != end_line.Parameter("TZID")) return;
  if (end->time < start->time) {
    findings->Add(kEndBeforeStart, end_line.number, uid);
  } else if (start->is_day && end->time == start->time) {
    findings->Add(kEndAtStart, end_line.number, uid);
  } else if (!start->is_day && end->time - start->time > kSecondsOfDay) {
    findings->Add(kLongHours, end_line.number, uid);
  }
}

void CheckTimes(const ParsedComponent& entry, const std::string& uid, Findings* findings) {
  const ParsedLine* const start = entry.Find("DTSTART");
  const ParsedLine* const end = entry.Find("DTEND");
  if (start == nullptr) findings->Add(kNoStart, entry.number, uid);
  CheckTime(start, uid, findings);
  CheckTime(end, uid, findings);
  if (end == nullptr && entry.Find("DURATION") == nullptr) {
    findings->Add(kNoEnd, entry.number, uid);
  }
  if (start != nullptr && end != nullptr) CheckLength(*start, *end, uid, findings);
}

void CheckStamps(const ParsedComponent& entry, const std::string& uid, Findings* findings) {
  const std::string stamp = entry.Value("DTSTAMP");
  if (stamp.empty()) findings->Add(kNoStamp, entry.number, uid);
  for (const char* name : {"DTSTAMP", "LAST-MODIFIED", "CREATED"}) {
    const ParsedLine* const line = entry.Find(name);
    const std::optional<ParsedTime> time = TimeOf(line);
    if (line != nullptr && !(time && time->utc)) findings->Add(kStampNotUtc, line->number, uid);
  }
  if (entry.Value("SEQUENCE").empty() || entry.Value("LAST-MODIFIED").empty()) {
    findings->Add(kNoChange, entry.number, uid);
  }
  if (!stamp.empty() && absl::StrContains(uid, stamp)) {
    findings->Add(kUidOfClock, entry.number, uid);
  }
}

bool HasUnescaped(absl::string_view value) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == ',' || value[i] == ';') {
      return true;
    }
  }
  return false;
}

void CheckTexts(const ParsedComponent& entry, const std::string& uid, Findings* findings) {
  if (entry.Value("SUMMARY").empty()) findings->Add(kNoTitle, entry.number, uid);
  for (const char* name : {"SUMMARY", "DESCRIPTION", "LOCATION"}) {
    const ParsedLine* const line = entry.Find(name);
    if (line != nullptr && HasUnescaped(line->value)) {
      findings->Add(kUnescaped, line->number, uid);
    }
  }
}

}  // namespace

void CheckEntry(const ParsedComponent& entry, Findings* findings) {
  const std::string uid = entry.Value("UID");
  if (uid.empty()) findings->Add(kNoUid, entry.number);
  CheckTimes(entry, uid, findings);
  CheckStamps(entry, uid, findings);
  CheckTexts(entry, uid, findings);
  if (entry.Value("STATUS") == "CANCELLED") findings->Add(kCancelled, entry.number, uid);
  if (entry.Find("ORGANIZER") != nullptr || entry.Find("ATTENDEE") != nullptr) {
    findings->Add(kAttendees, entry.number, uid);
  }
  for (const ParsedComponent& component : entry.components) {
    if (component.name == "VALARM") findings->Add(kAlarm, component.number, uid);
  }
}

}  // namespace taqvim::web
