#include "client/cli/commands/shift_rule.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr std::array<absl::string_view, 7> kWeekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
// The days that every month has.
constexpr int kDaysOfEveryMonth = 28;
// After so many years the calendar repeats.
constexpr int kYearsOfCalendar = 400;

absl::Status Impossible(absl::string_view why) { return absl::FailedPreconditionError(why); }

// A rule taken apart; the parts stay in their order.
class Rule {
 public:
  explicit Rule(absl::string_view text) {
    for (absl::string_view part : absl::StrSplit(text, ';', absl::SkipEmpty())) {
      const std::pair<std::string, std::string> pair =
          absl::StrSplit(part, absl::MaxSplits('=', 1));
      parts_.emplace_back(absl::AsciiStrToUpper(pair.first), absl::AsciiStrToUpper(pair.second));
    }
  }

  const std::vector<std::pair<std::string, std::string>>& parts() const { return parts_; }

  // The value of the part; empty when there is none.
  std::string Get(absl::string_view name) const {
    for (const auto& [part, value] : parts_) {
      if (part == name) return value;
    }
    return "";
  }

  void Set(absl::string_view name, std::string value) {
    for (auto& [part, old] : parts_) {
      if (part != name) continue;
      old = std::move(value);
      return;
    }
    parts_.emplace_back(name, std::move(value));
  }

  std::string Text() const { return absl::StrJoin(parts_, ";", absl::PairFormatter("=")); }

 private:
  std::vector<std::pair<std::string, std::string>> parts_;
};

// The weekday that many days later; empty for what is no weekday, such as `1MO`.
std::string LaterWeekday(absl::string_view weekday, int days) {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), weekday);
  if (found == kWeekdays.end()) return "";
  const int index = static_cast<int>(found - kWeekdays.begin());
  return std::string(kWeekdays[((index + days) % 7 + 7) % 7]);
}

absl::Status ShiftWeekdays(int days, Rule* rule) {
  const std::string by_day = rule->Get("BYDAY");
  if (by_day.empty()) return absl::OkStatus();
  std::vector<std::string> shifted;
  for (absl::string_view weekday : absl::StrSplit(by_day, ',')) {
    shifted.push_back(LaterWeekday(weekday, days));
    if (shifted.back().empty()) return Impossible("it counts weekdays of months or years");
  }
  rule->Set("BYDAY", absl::StrJoin(shifted, ","));
  // Which days are in one week matters where weeks are left out, or their days counted.
  const bool by_weeks = rule->Get("FREQ") == "WEEKLY" &&
                        (!rule->Get("INTERVAL").empty() || !rule->Get("BYSETPOS").empty());
  const std::string week_start = rule->Get("WKST");
  if (days % 7 == 0 || !(by_weeks || !week_start.empty())) return absl::OkStatus();
  rule->Set("WKST", LaterWeekday(week_start.empty() ? "MO" : week_start, days));
  return absl::OkStatus();
}

absl::Status ShiftUntil(int days, Rule* rule) {
  const std::string until = rule->Get("UNTIL");
  if (until.empty()) return absl::OkStatus();
  int year = 0, month = 0, day = 0;
  if (until.size() < 8 || !absl::SimpleAtoi(until.substr(0, 4), &year) ||
      !absl::SimpleAtoi(until.substr(4, 2), &month) ||
      !absl::SimpleAtoi(until.substr(6, 2), &day)) {
    return Impossible("its UNTIL is no date");
  }
  const absl::CivilDay last = absl::CivilDay(year, month, day) + days;
  rule->Set("UNTIL",
            absl::StrCat(absl::StrFormat("%04d%02d%02d", last.year(), last.month(), last.day()),
                         until.substr(8)));
  return absl::OkStatus();
}

// Of a rule that names neither days nor months: what follows from its first day.
absl::Status CheckSameDayOfEachMonth(absl::CivilDay first, int days) {
  const absl::CivilDay then = first + days;
  const bool same_month = absl::CivilMonth(first) == absl::CivilMonth(then);
  if (same_month && std::max(first.day(), then.day()) <= kDaysOfEveryMonth) return absl::OkStatus();
  return Impossible("it is on one day of each month, and months are not of one length");
}

absl::Status CheckSameDayOfEachYear(absl::CivilDay first, int days) {
  const absl::CivilDay then = first + days;
  for (int i = 0; i < kYearsOfCalendar; ++i) {
    const absl::CivilDay day(first.year() + i, first.month(), first.day());
    const absl::CivilDay wanted(then.year() + i, then.month(), then.day());
    if (day + days == wanted && day.day() == first.day() && wanted.day() == then.day()) continue;
    return Impossible("it is on one day of each year, and a 29 February lies between in some");
  }
  return absl::OkStatus();
}

// Whether the rule has only parts that can be moved.
absl::Status CheckParts(const Rule& rule, bool by_weekday) {
  for (const auto& [part, value] : rule.parts()) {
    if (!absl::StartsWith(part, "BY")) continue;
    if (by_weekday && (part == "BYDAY" || part == "BYSETPOS")) continue;
    if (part == "BYDAY") return Impossible("it names weekdays of months or years");
    return Impossible(absl::StrCat("it names days or months itself, by ", part));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ShiftRule(absl::string_view text, absl::CivilDay first, int days) {
  Rule rule(text);
  const std::string frequency = rule.Get("FREQ");
  const bool by_weekday = frequency == "WEEKLY" || frequency == "DAILY";
  RETURN_IF_ERROR(CheckParts(rule, by_weekday));
  absl::Status status = absl::OkStatus();
  if (frequency == "MONTHLY") status = CheckSameDayOfEachMonth(first, days);
  if (frequency == "YEARLY") status = CheckSameDayOfEachYear(first, days);
  if (status.ok()) status = ShiftWeekdays(days, &rule);
  if (status.ok()) status = ShiftUntil(days, &rule);
  if (!status.ok()) return status;
  return rule.Text();
}

}  // namespace taqvim::cli
