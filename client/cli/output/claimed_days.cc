#include "client/cli/output/claimed_days.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "client/cli/fields/civil_dates.h"

namespace taqvim::cli {
namespace {

using Parts = std::map<std::string, std::string>;

Parts PartsOf(const std::string& rule) {
  Parts parts;
  for (const absl::string_view part : absl::StrSplit(rule, ';')) {
    parts.insert(absl::StrSplit(part, absl::MaxSplits('=', 1)));
  }
  return parts;
}

int NumberIn(const Parts& parts, const char* name, int otherwise) {
  const auto part = parts.find(name);
  int number = 0;
  return part != parts.end() && absl::SimpleAtoi(part->second, &number) ? number : otherwise;
}

// UNTIL of the rule; nullopt when it has none.
std::optional<absl::CivilDay> Until(const Parts& parts) {
  const auto until = parts.find("UNTIL");
  int digits = 0;
  if (until == parts.end() || !absl::SimpleAtoi(until->second.substr(0, 8), &digits)) {
    return std::nullopt;
  }
  return absl::CivilDay(digits / 10'000, digits / 100 % 100, digits % 100);
}

// How many days each step of the rule takes at most; 0 where that cannot be told.
int DaysOfStep(const Parts& parts) {
  const auto frequency = parts.find("FREQ");
  if (frequency == parts.end()) return 0;
  if (frequency->second == "DAILY") return parts.contains("BYDAY") ? 7 : 1;
  if (frequency->second == "WEEKLY") return 7;
  return frequency->second == "MONTHLY" ? 31 : 366;
}

// A day by which the rule has ended; nullopt when it never does, or nobody can tell easily.
std::optional<absl::CivilDay> EndOf(const std::string& rule, absl::CivilDay first) {
  const Parts parts = PartsOf(rule);
  if (const auto until = Until(parts)) return until;
  const int count = NumberIn(parts, "COUNT", 0);
  const int days = DaysOfStep(parts);
  if (count == 0 || days == 0) return std::nullopt;
  // A week may have several of them.
  const auto weekdays = parts.find("BYDAY");
  const int in_step =
      days == 7 && weekdays != parts.end() && parts.at("FREQ") == "WEEKLY"
          ? static_cast<int>(std::count(weekdays->second.begin(), weekdays->second.end(), ',')) + 1
          : 1;
  return first + (count + in_step - 1) / in_step * days * NumberIn(parts, "INTERVAL", 1);
}

absl::CivilDay FirstDayOf(const v1::Period& period) {
  return period.has_timed() ? absl::CivilDay(LocalTimeOf(period.timed().start()))
                            : DayOf(period.dated().first_day());
}

}  // namespace

std::string BookedSoFar(const v1::Event& event) {
  const v1::Recurrence& recurrence = event.recurrence();
  if (!recurrence.has_claimed_through()) return "";
  const absl::CivilDay first = FirstDayOf(event.period());
  const absl::CivilDay through = DayOf(recurrence.claimed_through());
  const auto end = EndOf(recurrence.rule(), first);
  if (end && *end <= through) return "";
  const bool skips = recurrence.on_conflict() == v1::OCCURRENCE_POLICY_SKIP;
  return absl::StrCat(
      "What repeats is booked two years ahead: so far ",
      first == through ? "its first day alone, " : "through ", absl::FormatCivilTime(through),
      ". Later days are booked by themselves as they come near; those that are taken by then are ",
      skips ? "left out." : "only held.");
}

}  // namespace taqvim::cli
