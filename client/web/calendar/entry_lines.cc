#include "client/web/calendar/entry_lines.h"

#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/web/calendar/texts.h"
#include "client/web/calendar/written_hours.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

bool IsWritable(absl::CivilDay day) { return 1 <= day.year() && day.year() <= 9999; }

const char* NameOf(EntryStatus status) {
  switch (status) {
    case EntryStatus::kConfirmed:
      return "CONFIRMED";
    case EntryStatus::kTentative:
      return "TENTATIVE";
    case EntryStatus::kCancelled:
      return "CANCELLED";
  }
  return "CONFIRMED";
}

absl::Status AddDays(const EntryDays& days, ContentLines* lines) {
  // The day after the last is written, too.
  if (!IsWritable(days.first) || !IsWritable(days.last + 1)) {
    return absl::InvalidArgumentError("Only days of the years 1 to 9999 can be written.");
  }
  if (days.last < days.first) {
    return absl::InvalidArgumentError(
        absl::StrCat("Its last day would be ", absl::FormatCivilTime(days.last),
                     ", before the first, ", absl::FormatCivilTime(days.first), "."));
  }
  lines->Add("DTSTART;VALUE=DATE", DateForm(days.first));
  lines->Add("DTEND;VALUE=DATE", DateForm(days.last + 1));
  return absl::OkStatus();
}

absl::Status AddHours(const EntryHours& hours, ContentLines* lines) {
  ASSIGN_OR_RETURN(const WrittenHours written, HoursAsWritten(hours));
  const std::string parameter = written.by_zone ? absl::StrCat(";TZID=", hours.zone) : "";
  const char* const suffix = written.by_zone ? "" : "Z";
  lines->Add(absl::StrCat("DTSTART", parameter), absl::StrCat(DateTimeForm(written.start), suffix));
  // An end at the start is none (RFC 5545, section 3.8.2.2); without any it ends there.
  if (written.first == written.last) return absl::OkStatus();
  lines->Add(absl::StrCat("DTEND", parameter), absl::StrCat(DateTimeForm(written.end), suffix));
  return absl::OkStatus();
}

absl::Status AddIdentity(const CalendarEntry& entry, ContentLines* lines) {
  if (CleanText(entry.uid).empty()) {
    return absl::InvalidArgumentError("An entry needs a UID.");
  }
  if (entry.sequence < 0 || entry.sequence > std::numeric_limits<int32_t>::max()) {
    return absl::InvalidArgumentError(
        absl::StrCat("A sequence is from 0 to 2147483647, not ", entry.sequence, "."));
  }
  if (!IsWritable(absl::ToCivilDay(entry.modified, absl::UTCTimeZone()))) {
    return absl::InvalidArgumentError("An entry was changed in one of the years 1 to 9999.");
  }
  lines->AddText("UID", entry.uid);
  lines->Add("DTSTAMP", UtcForm(entry.modified));
  lines->Add("LAST-MODIFIED", UtcForm(entry.modified));
  lines->Add("SEQUENCE", absl::StrCat(entry.sequence));
  return absl::OkStatus();
}

void AddTexts(const CalendarEntry& entry, ContentLines* lines) {
  lines->AddTextIfAny("SUMMARY", entry.summary);
  lines->AddTextIfAny("DESCRIPTION", entry.description);
  lines->AddTextIfAny("LOCATION", entry.location);
  const std::string address = WebAddress(entry.web_address);
  if (!address.empty()) lines->Add("URL", address);
  lines->AddTextsIfAny("CATEGORIES", entry.categories);
}

}  // namespace

absl::Status WriteEntry(const CalendarEntry& entry, ContentLines* lines) {
  lines->Add("BEGIN", "VEVENT");
  RETURN_IF_ERROR(AddIdentity(entry, lines));
  const auto* days = std::get_if<EntryDays>(&entry.when);
  RETURN_IF_ERROR(days != nullptr ? AddDays(*days, lines)
                                  : AddHours(std::get<EntryHours>(entry.when), lines));
  AddTexts(entry, lines);
  lines->Add("STATUS", NameOf(entry.status));
  lines->Add("TRANSP", entry.transparent ? "TRANSPARENT" : "OPAQUE");
  if (entry.is_private) lines->Add("CLASS", "PRIVATE");
  lines->Add("END", "VEVENT");
  return absl::OkStatus();
}

absl::StatusOr<size_t> EntryBytes(const CalendarEntry& entry) {
  ContentLines lines;
  RETURN_IF_ERROR(WriteEntry(entry, &lines));
  return lines.size();
}

}  // namespace taqvim::web
