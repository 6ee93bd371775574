#include "tests/property/model/rule_model.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "tests/property/model/civil_arithmetic.h"

namespace taqvim::property {
namespace {

const char* const kDaysOfWeek[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

int64_t WeekdayOf(int64_t day) { return (day + 3) % 7; }  // 1970 began on a Thursday

int64_t WeekdayOf(const std::string& name) {
  return std::find(std::begin(kDaysOfWeek), std::end(kDaysOfWeek), name) - std::begin(kDaysOfWeek);
}

// Where a day is in its month, its year and its week.
struct Place {
  Place(int64_t day_number, int64_t week_start)
      : number(day_number), weekday(WeekdayOf(day_number)) {
    const auto date = DateOf(number);
    year = date.year();
    month = date.month();
    day = date.day();
    month_size = month == 12 ? 31 : DayNumber(year, month + 1, 1) - DayNumber(year, month, 1);
    year_day = number - DayNumber(year, 1, 1) + 1;
    year_size = DayNumber(year + 1, 1, 1) - DayNumber(year, 1, 1);
    week_first = number - (weekday - week_start + 7) % 7;
  }

  int64_t number, weekday;
  int64_t year, month, day, month_size, year_day, year_size;
  int64_t week_first;
};

// The year that has four days of the week, and which week of how many it is there.
struct Week {
  explicit Week(const Place& place) : year(DateOf(place.week_first + 3).year()) {
    const int64_t end = DayNumber(year + 1, 1, 1);
    for (int64_t day = DayNumber(year, 1, 1); day < end; ++day) {
      if (WeekdayOf(day) != WeekdayOf(place.week_first + 3)) continue;
      ++weeks;
      if (day <= place.week_first + 3) ++number;
    }
  }

  int64_t year, number = 0, weeks = 0;
};

class RuleDays {
 public:
  RuleDays(const std::string& rule, int64_t first)
      : parts_(PartsOf(rule)),
        frequency_(parts_.at("FREQ")[0]),
        by_weeks_(Has("BYWEEKNO")),
        week_start_(Has("WKST") ? WeekdayOf(parts_.at("WKST")[0]) : 0),
        first_(first, week_start_) {
    for (const auto& [name, values] : parts_) {
      if (name == "FREQ" || name == "BYDAY" || name == "WKST") continue;
      for (const std::string& value : values) numbers_[name].push_back(std::stoll(value));
    }
  }

  std::vector<int64_t> Days(int64_t through) const {
    // No interval is longer.
    const int64_t around = frequency_ == "YEARLY" ? 53 * 7 : 31;
    const int64_t step = Has("INTERVAL") ? numbers_.at("INTERVAL")[0] : 1;
    std::map<int64_t, std::vector<int64_t>> intervals;
    for (int64_t day = first_.number - around; day <= through + around; ++day) {
      const Place place(day, week_start_);
      const int64_t interval = IntervalOf(place);
      const bool counts = (interval - IntervalOf(first_)) % step == 0;
      if (counts && Matches(place)) intervals[interval].push_back(day);
    }
    std::vector<int64_t> days;
    for (const auto& [interval, all] : intervals) {
      for (int64_t day : Chosen(all)) {
        if (day >= first_.number && day <= through && !IsOver(day, days.size())) {
          days.push_back(day);
        }
      }
    }
    return days;
  }

 private:
  bool Has(const std::string& part) const { return parts_.count(part) > 0; }

  int64_t IntervalOf(const Place& place) const {
    if (frequency_ == "DAILY") return place.number;
    if (frequency_ == "WEEKLY") return place.week_first / 7;
    if (frequency_ == "MONTHLY") return place.year * 12 + place.month;
    return by_weeks_ ? Week(place).year : place.year;
  }

  // Whether the part names a number of so many, from the beginning or the end;
  // true when there is no such part.
  bool Names(const std::string& part, int64_t number, int64_t of) const {
    auto named = numbers_.find(part);
    return named == numbers_.end() ||
           std::any_of(named->second.begin(), named->second.end(),
                       [&](int64_t one) { return one == number || one == number - of - 1; });
  }

  bool Matches(const Place& place) const {
    if (!Names("BYMONTH", place.month, 12) || !Names("BYMONTHDAY", place.day, place.month_size) ||
        !Names("BYYEARDAY", place.year_day, place.year_size) || !MatchesWeekday(place) ||
        !MatchesFirst(place)) {
      return false;
    }
    if (!by_weeks_) return true;
    const Week week(place);
    return Names("BYWEEKNO", week.number, week.weeks);
  }

  bool MatchesWeekday(const Place& place) const {
    if (!Has("BYDAY")) return true;
    const bool in_year = frequency_ == "YEARLY" && !Has("BYMONTH");
    const int64_t at = in_year ? place.year_day : place.day;
    const int64_t size = in_year ? place.year_size : place.month_size;
    return std::any_of(parts_.at("BYDAY").begin(), parts_.at("BYDAY").end(), [&](const auto& text) {
      if (WeekdayOf(text.substr(text.size() - 2)) != place.weekday) return false;
      if (text.size() == 2) return true;
      const int64_t number = std::stoll(text);
      return number == (at - 1) / 7 + 1 || -number == (size - at) / 7 + 1;
    });
  }

  // What the rule does not say is as on the first day.
  bool MatchesFirst(const Place& place) const {
    if (frequency_ == "DAILY" || Has("BYDAY") || Has("BYMONTHDAY") || Has("BYYEARDAY")) return true;
    if (frequency_ == "WEEKLY" || by_weeks_) return place.weekday == first_.weekday;
    if (frequency_ == "YEARLY" && !Has("BYMONTH") && place.month != first_.month) return false;
    return place.day == first_.day;
  }

  std::vector<int64_t> Chosen(const std::vector<int64_t>& all) const {
    std::vector<int64_t> chosen;
    const auto size = static_cast<int64_t>(all.size());
    for (int64_t i = 0; i < size; ++i) {
      if (Names("BYSETPOS", i + 1, size)) chosen.push_back(all[i]);
    }
    return chosen;
  }

  // Whether the rule has ended on the day, after so many occurrences.
  bool IsOver(int64_t day, size_t before) const {
    if (Has("COUNT") && static_cast<int64_t>(before) >= numbers_.at("COUNT")[0]) return true;
    if (!Has("UNTIL")) return false;
    const int64_t until = numbers_.at("UNTIL")[0];
    return day > DayNumber(until / 10000, until / 100 % 100, until % 100);
  }

  const RuleParts parts_;
  const std::string frequency_;
  const bool by_weeks_;
  const int64_t week_start_;
  const Place first_;
  // Of the parts that have any.
  std::map<std::string, std::vector<int64_t>> numbers_;
};

}  // namespace

RuleParts PartsOf(const std::string& rule) {
  RuleParts parts;
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(rule, ';', absl::SkipEmpty()))) {
    const std::pair<std::string, std::string> split = absl::StrSplit(part, '=');
    parts[absl::AsciiStrToUpper(split.first)] =
        absl::StrSplit(absl::AsciiStrToUpper(split.second), ',');
  }
  return parts;
}

std::vector<int64_t> DaysOfRule(const std::string& rule, int64_t first, int64_t through) {
  return RuleDays(rule, first).Days(through);
}

}  // namespace taqvim::property
