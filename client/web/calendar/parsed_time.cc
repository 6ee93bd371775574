#include "client/web/calendar/parsed_time.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace taqvim::web {
namespace {

// The number of so many digits at the front, which are taken away; -1 where there are none.
int TakeNumber(size_t digits, absl::string_view* text) {
  const absl::string_view front = text->substr(0, digits);
  int number = -1;
  if (front.size() < digits || !std::all_of(front.begin(), front.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(front, &number)) {
    return -1;
  }
  text->remove_prefix(digits);
  return number;
}

bool Take(char c, absl::string_view* text) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

}  // namespace

std::optional<ParsedTime> ParseTime(absl::string_view value) {
  value = value.substr(0, value.find(','));
  const int year = TakeNumber(4, &value), month = TakeNumber(2, &value),
            day = TakeNumber(2, &value);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const absl::CivilDay date(year, month, day);
  if (date.month() != month || date.day() != day) return std::nullopt;
  if (value.empty()) return ParsedTime{.is_day = true, .time = absl::CivilSecond(date)};
  if (!Take('T', &value)) return std::nullopt;
  const int hour = TakeNumber(2, &value), minute = TakeNumber(2, &value),
            second = TakeNumber(2, &value);
  // A leap second is one.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  const bool utc = Take('Z', &value);
  if (!value.empty()) return std::nullopt;
  return ParsedTime{.utc = utc, .time = absl::CivilSecond(year, month, day, hour, minute, second)};
}

std::optional<ParsedTime> TimeOf(const ParsedLine* line) {
  if (line == nullptr) return std::nullopt;
  return ParseTime(line->value);
}

}  // namespace taqvim::web
