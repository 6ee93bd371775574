#include "client/web/calendar/parsed_zone.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "client/web/calendar/parsed_time.h"

namespace taqvim::web {
namespace {

constexpr int64_t kSecondsOfDay = 24 * 60 * 60;

std::optional<absl::Weekday> WeekdayOf(absl::string_view letters) {
  static constexpr const char* kLetters[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  for (int i = 0; i < 7; ++i) {
    if (letters == kLetters[i]) return static_cast<absl::Weekday>(i);
  }
  return std::nullopt;
}

// `-1SU`.
bool ReadDay(absl::string_view text, YearlyDay* yearly) {
  if (text.size() < 3) return false;
  const std::optional<absl::Weekday> weekday = WeekdayOf(text.substr(text.size() - 2));
  if (!weekday || !absl::SimpleAtoi(text.substr(0, text.size() - 2), &yearly->week)) return false;
  yearly->weekday = *weekday;
  return yearly->week == -1 || (1 <= yearly->week && yearly->week <= 4);
}

bool ReadRule(absl::string_view rule, ParsedObservance* observance) {
  YearlyDay yearly;
  bool has_day = false;
  for (const absl::string_view part : absl::StrSplit(rule, ';')) {
    const std::pair<absl::string_view, absl::string_view> both =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    if (both.first == "FREQ") {
      if (both.second != "YEARLY") return false;
    } else if (both.first == "BYMONTH") {
      if (!absl::SimpleAtoi(both.second, &yearly.month)) return false;
    } else if (both.first == "BYDAY") {
      has_day = ReadDay(both.second, &yearly);
    } else if (both.first == "UNTIL") {
      const std::optional<ParsedTime> until = ParseTime(both.second);
      if (!until) return false;
      observance->until = until->time;
    } else if (both.first != "WKST" && part != "INTERVAL=1") {
      return false;
    }
  }
  observance->yearly = yearly;
  return has_day && 1 <= yearly.month && yearly.month <= 12;
}

bool ReadDates(const ParsedComponent& component, ParsedObservance* observance) {
  for (const ParsedLine& line : component.lines) {
    if (line.name != "RDATE") continue;
    for (const absl::string_view date : absl::StrSplit(line.value, ',')) {
      const std::optional<ParsedTime> time = ParseTime(date);
      if (!time) return false;
      observance->onsets.push_back(time->time);
    }
  }
  return true;
}

absl::CivilDay DayIn(int64_t year, const YearlyDay& yearly) {
  const absl::CivilDay first(year, yearly.month, 1);
  if (yearly.week > 0) return absl::NextWeekday(first - 1, yearly.weekday) + 7 * (yearly.week - 1);
  return absl::PrevWeekday(absl::CivilDay(absl::CivilMonth(first) + 1), yearly.weekday);
}

// The onsets that may be the last before the time or the first after it.
std::vector<absl::CivilSecond> OnsetsNear(const ParsedObservance& observance,
                                          absl::CivilSecond local) {
  std::vector<absl::CivilSecond> onsets = observance.onsets;
  if (!observance.yearly) return onsets;
  const absl::CivilSecond first = onsets.front();
  const int64_t time_of_day = first - absl::CivilSecond(absl::CivilDay(first));
  int64_t last_year = local.year() + 1;
  if (observance.until) last_year = std::min(last_year, int64_t{observance.until->year()});
  for (int64_t year = last_year - 2; year <= last_year; ++year) {
    const absl::CivilSecond onset =
        absl::CivilSecond(DayIn(year, *observance.yearly)) + time_of_day;
    const bool ended = observance.until && onset - observance.offset_before > *observance.until;
    if (onset > first && !ended) onsets.push_back(onset);
  }
  return onsets;
}

}  // namespace

std::optional<int> ParseOffset(absl::string_view value) {
  if (value.size() != 5 && value.size() != 7) return std::nullopt;
  if (value[0] != '+' && value[0] != '-') return std::nullopt;
  const absl::string_view digits = value.substr(1);
  int number = 0;
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &number)) {
    return std::nullopt;
  }
  if (value.size() == 5) number *= 100;
  const int seconds = number / 10000 * 3600 + number / 100 % 100 * 60 + number % 100;
  return value[0] == '-' ? -seconds : seconds;
}

std::optional<ParsedObservance> ParseObservance(const ParsedComponent& component) {
  ParsedObservance observance;
  const std::optional<ParsedTime> onset = TimeOf(component.Find("DTSTART"));
  const std::optional<int> before = ParseOffset(component.Value("TZOFFSETFROM"));
  const std::optional<int> offset = ParseOffset(component.Value("TZOFFSETTO"));
  if (!onset || onset->is_day || onset->utc || !before || !offset) return std::nullopt;
  observance.onsets.push_back(onset->time);
  observance.offset_before = *before;
  observance.offset = *offset;
  const ParsedLine* const rule = component.Find("RRULE");
  if (rule != nullptr && !ReadRule(rule->value, &observance)) return std::nullopt;
  if (!ReadDates(component, &observance)) return std::nullopt;
  return observance;
}

std::optional<int> OffsetAt(const std::vector<ParsedObservance>& observances,
                            absl::CivilSecond local) {
  std::optional<absl::CivilSecond> latest, earliest;
  std::optional<int> offset, first_before;
  for (const ParsedObservance& observance : observances) {
    for (const absl::CivilSecond onset : OnsetsNear(observance, local)) {
      if (std::abs(onset - local) < kSecondsOfDay) return std::nullopt;
      if (!earliest || onset < *earliest) {
        earliest = onset;
        first_before = observance.offset_before;
      }
      if (onset <= local && (!latest || onset > *latest)) {
        latest = onset;
        offset = observance.offset;
      }
    }
  }
  return offset ? offset : first_before;
}

}  // namespace taqvim::web
