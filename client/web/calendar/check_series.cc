#include "client/web/calendar/check_series.h"

#include <map>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "client/web/calendar/parsed_time.h"

namespace taqvim::web {
namespace {

constexpr FindingKind kSeries = {Severity::kNote, "series", "all"};
constexpr FindingKind kMalformedRule = {Severity::kBroken, "rule-malformed", "all"};
constexpr FindingKind kSeriesInUtc = {Severity::kWrong, "series-in-utc", "all"};
constexpr FindingKind kUntilOfOtherKind = {Severity::kBroken, "until-of-other-kind", "Apple"};
constexpr FindingKind kExceptionOfOtherKind = {Severity::kWrong, "exception-of-other-kind",
                                               "Google, Apple"};
constexpr FindingKind kDatesWithoutRule = {Severity::kBroken, "dates-without-rule", "Outlook"};
constexpr FindingKind kDatesAfterRule = {Severity::kWrong, "dates-after-rule", "Google"};

// The parts of a rule: `FREQ` to `WEEKLY`.
std::map<std::string, std::string> PartsOf(const std::string& rule) {
  std::map<std::string, std::string> parts;
  for (const absl::string_view part : absl::StrSplit(rule, ';')) {
    const std::pair<std::string, std::string> both = absl::StrSplit(part, absl::MaxSplits('=', 1));
    parts[absl::AsciiStrToUpper(both.first)] = absl::AsciiStrToUpper(both.second);
  }
  return parts;
}

// `MO`, `2MO`, `-1MO`; no week of the year, of which there are 53, is the zeroth.
bool IsDayOfRule(absl::string_view day) {
  if (day.size() < 2) return false;
  const absl::string_view week = day.substr(0, day.size() - 2);
  const absl::string_view name = day.substr(day.size() - 2);
  int number = 1;
  if (!week.empty() && !absl::SimpleAtoi(week, &number)) return false;
  if (number == 0 || number > 53 || number < -53) return false;
  for (const char* known : {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}) {
    if (name == known) return true;
  }
  return false;
}

bool IsRule(const std::map<std::string, std::string>& parts) {
  const auto frequency = parts.find("FREQ");
  if (frequency == parts.end() || frequency->second.empty()) return false;
  if (parts.count("UNTIL") > 0 && parts.count("COUNT") > 0) return false;
  const auto days = parts.find("BYDAY");
  if (days == parts.end()) return true;
  for (const absl::string_view day : absl::StrSplit(days->second, ',')) {
    if (!IsDayOfRule(day)) return false;
  }
  return true;
}

// RFC 5545, section 3.3.10: a day for days, UTC for times in UTC or of a zone.
bool FitsAsUntil(const ParsedTime& until, const ParsedTime& start, bool has_zone) {
  if (until.is_day != start.is_day) return false;
  return until.is_day || until.utc == (start.utc || has_zone);
}

// What a rule of the entry says; its end, if it has one.
std::optional<ParsedTime> CheckRule(const ParsedLine& rule, const ParsedLine& start_line,
                                    const ParsedTime& start, const std::string& uid,
                                    Findings* findings) {
  findings->Add(kSeries, rule.number, uid);
  const std::map<std::string, std::string> parts = PartsOf(rule.value);
  if (!IsRule(parts)) findings->Add(kMalformedRule, rule.number, uid);
  if (start.utc) findings->Add(kSeriesInUtc, start_line.number, uid);
  const auto end = parts.find("UNTIL");
  if (end == parts.end()) return std::nullopt;
  const std::optional<ParsedTime> until = ParseTime(end->second);
  if (!until) {
    findings->Add(kMalformedRule, rule.number, uid);
  } else if (!FitsAsUntil(*until, start, !start_line.Parameter("TZID").empty())) {
    findings->Add(kUntilOfOtherKind, rule.number, uid);
  }
  return until;
}

void CheckDates(const ParsedComponent& entry, const std::optional<ParsedTime>& until,
                const std::string& uid, Findings* findings) {
  for (const ParsedLine& line : entry.lines) {
    if (line.name != "RDATE") continue;
    if (entry.Find("RRULE") == nullptr) findings->Add(kDatesWithoutRule, line.number, uid);
    const std::optional<ParsedTime> date = ParseTime(line.value);
    if (date && until && absl::CivilDay(date->time) > absl::CivilDay(until->time)) {
      findings->Add(kDatesAfterRule, line.number, uid);
    }
  }
}

void CheckExceptions(const ParsedComponent& entry, const ParsedTime& start, const std::string& uid,
                     Findings* findings) {
  for (const ParsedLine& line : entry.lines) {
    if (line.name != "EXDATE") continue;
    const std::optional<ParsedTime> exception = ParseTime(line.value);
    if (exception && exception->is_day != start.is_day) {
      findings->Add(kExceptionOfOtherKind, line.number, uid);
    }
  }
}

}  // namespace

void CheckSeries(const ParsedComponent& entry, Findings* findings) {
  const std::string uid = entry.Value("UID");
  const ParsedLine* const start_line = entry.Find("DTSTART");
  const std::optional<ParsedTime> start = TimeOf(start_line);
  if (!start) return;
  std::optional<ParsedTime> until;
  const ParsedLine* const rule = entry.Find("RRULE");
  if (rule != nullptr) until = CheckRule(*rule, *start_line, *start, uid, findings);
  CheckDates(entry, until, uid, findings);
  CheckExceptions(entry, *start, uid, findings);
}

}  // namespace taqvim::web
