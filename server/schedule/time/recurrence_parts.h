// Parser of recurrence rules (RFC 5545, section 3.3.10), and their parts.
#pragma once

#include <bitset>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace taqvim::schedule {

enum class Frequency { kDaily, kWeekly, kMonthly, kYearly };

// Set of ordinal numbers of days or weeks, counted from the beginning, or from the end
// where they are negative.
template <int kMost>
struct NumberSet {
  std::bitset<kMost + 1> from_start;
  std::bitset<kMost + 1> from_end;

  void Add(int number) { (number > 0 ? from_start : from_end).set(std::abs(number)); }
  bool empty() const { return from_start.none() && from_end.none(); }
  // Whether it has number `number`, from 1 on, of as many as `size`.
  bool Has(int number, int size) const { return from_start[number] || from_end[size + 1 - number]; }
  friend bool operator==(const NumberSet&, const NumberSet&) = default;
};

// The nth such weekday of a month or year; from the end where it is negative.
struct NumberedWeekday {
  int number = 0;
  absl::Weekday weekday = absl::Weekday::monday;
  friend bool operator==(const NumberedWeekday&, const NumberedWeekday&) = default;
};

// The parts of a rule; those that it does not have are empty.
struct RecurrenceParts {
  Frequency frequency = Frequency::kDaily;
  int interval = 1;
  // 0 when it does not end by one.
  int count = 0;
  // The last second of the day, when the rule names a day.
  std::optional<absl::CivilSecond> until;
  absl::Weekday week_start = absl::Weekday::monday;
  // BYMONTH, by the number of the month.
  std::bitset<13> months;
  NumberSet<53> weeks;
  NumberSet<366> year_days;
  NumberSet<31> month_days;
  // BYDAY without numbers, by absl::Weekday, and with them.
  std::bitset<7> weekdays;
  std::vector<NumberedWeekday> numbered_weekdays;
  // BYSETPOS.
  std::vector<int> positions;

  bool has_weekdays() const { return weekdays.any() || !numbered_weekdays.empty(); }
};

// Where a rule comes from, and so how strictly it is parsed.
enum class RuleSource {
  // A caller's: what RFC 5545 forbids is refused.
  kRequest,
  // A stored event's: in lists, values that RFC 5545 forbids are ignored, since earlier
  // versions accepted some of them (BYMONTH=9,13; 0TU stands for TU).
  kStored
};

// Parses the value of an RRULE, in any case; a semicolon may end it. INVALID_ARGUMENT
// (plain, without details) with what is wrong and what would be right, as half a
// sentence after the name of a field.
absl::StatusOr<RecurrenceParts> ParseRecurrence(std::string_view text, RuleSource source);

// The parser's last step. INVALID_ARGUMENT for parts that may not be combined.
absl::Status CheckCombination(const RecurrenceParts& parts);

}  // namespace taqvim::schedule
