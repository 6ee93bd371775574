#include "tests/property/generator/rule_generator.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/property/model/civil_arithmetic.h"

namespace taqvim::property {
namespace {

const char* const kWeekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::vector<std::string> PartsBeside(const std::string& frequency) {
  std::vector<std::string> parts = {"BYMONTH", "BYDAY", "BYSETPOS"};
  if (frequency != "WEEKLY") parts.push_back("BYMONTHDAY");
  if (frequency == "YEARLY") parts.insert(parts.end(), {"BYWEEKNO", "BYYEARDAY"});
  return parts;
}

int MostOf(const std::string& name) {
  if (name == "BYMONTH") return 12;
  if (name == "BYMONTHDAY") return 31;
  return name == "BYWEEKNO" ? 53 : 366;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<RuleGenerator::Pair> RuleGenerator::Pairs() {
  std::vector<Pair> pairs;
  for (const char* frequency : {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}) {
    const std::vector<std::string> parts = PartsBeside(frequency);
    for (size_t i = 0; i < parts.size(); ++i) {
      for (size_t j = 0; j < i; ++j) pairs.push_back({frequency, parts[j], parts[i]});
    }
  }
  return pairs;
}

std::string RuleGenerator::WithPair(const Pair& pair, int64_t day) {
  std::vector<std::string> names = {pair.first, pair.second};
  for (const std::string& name : PartsBeside(pair.frequency)) {
    if (!Contains(names, name) && Chance(12)) names.push_back(name);
  }
  return Rule(pair.frequency, names, day);
}

std::string RuleGenerator::WithFewParts(int64_t day) {
  const char* frequencies[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  const std::string frequency = frequencies[Below(4)];
  std::vector<std::string> names = PartsBeside(frequency);
  std::shuffle(names.begin(), names.end(), random_);
  names.resize(names[0] == "BYSETPOS" ? 0 : Below(2));
  return Rule(frequency, names, day);
}

int64_t RuleGenerator::Day() {
  const int year = 1996 + Below(38);
  const int choice = Below(100);
  if (choice < 30) return DayNumber(year, 12, 24) + Below(15);
  if (choice < 40) return DayNumber(year, 2, 27) + Below(4);
  return DayNumber(year, 1, 1) + Below(366);
}

std::string RuleGenerator::Rule(const std::string& frequency, const std::vector<std::string>& names,
                                int64_t day) {
  const bool counts = frequency == "MONTHLY" || frequency == "YEARLY";
  const bool numbered = counts && !Contains(names, "BYWEEKNO") && Chance(60);
  std::vector<std::string> parts = {"FREQ=" + frequency};
  if (Chance(40)) parts.push_back(absl::StrCat("INTERVAL=", Chance(90) ? 1 + Below(5) : 1000));
  if (Chance(30)) parts.push_back(absl::StrCat("WKST=", kWeekdays[Below(7)]));
  for (const std::string& name : names) {
    parts.push_back(absl::StrCat(name, "=", Values(frequency, name, numbered, day)));
  }
  std::shuffle(parts.begin(), parts.end(), random_);
  const std::string text = absl::StrJoin(parts, ";");
  return Chance(3) ? absl::AsciiStrToLower(text) : text;
}

std::string RuleGenerator::Values(const std::string& frequency, const std::string& name,
                                  bool numbered, int64_t day) {
  std::vector<std::string> values;
  const bool weekday = name == "BYDAY";
  for (int i = 1 + Below(weekday ? 5 : 4); i > 0; --i) {
    values.push_back(weekday ? Weekday(frequency, numbered && Chance(85), day + Below(7))
                             : Value(name, MostOf(name)));
  }
  const std::string fitting = weekday ? Weekday(frequency, numbered, day) : ValueOn(name, day);
  if (Chance(75)) values.push_back(fitting);
  if (Chance(10)) values.push_back(values[Below(static_cast<int>(values.size()))]);
  std::shuffle(values.begin(), values.end(), random_);
  return absl::StrJoin(values, ",");
}

std::string RuleGenerator::Value(const std::string& name, int most) {
  // Few sets have many days; and the ends are where it is odd.
  if (name == "BYSETPOS") most = Chance(80) ? 4 : 60;
  const int number = Chance(30) ? most - Below(std::min(most, 3)) : 1 + Below(most);
  const bool from_end = name != "BYMONTH" && Chance(40);
  return absl::StrCat(from_end ? "-" : name != "BYMONTH" && Chance(5) ? "+" : "", number);
}

std::string RuleGenerator::ValueOn(const std::string& name, int64_t day) {
  const auto date = DateOf(day);
  const int64_t year_first = DayNumber(date.year(), 1, 1);
  if (name == "BYMONTH") return absl::StrCat(date.month());
  if (name == "BYMONTHDAY") return absl::StrCat(date.day());
  if (name == "BYYEARDAY") return absl::StrCat(day - year_first + 1);
  if (name == "BYWEEKNO") return absl::StrCat(std::min<int64_t>((day - year_first) / 7 + 1, 53));
  return Chance(50) ? "1" : "-1";
}

std::string RuleGenerator::Weekday(const std::string& frequency, bool numbered, int64_t day) {
  const std::string name = kWeekdays[(day + 3) % 7];
  if (!numbered) return name;
  const auto date = DateOf(day);
  // A month, or a year where the number counts in that.
  const bool in_year = frequency == "YEARLY" && Chance(40);
  const int64_t at = in_year ? day - DayNumber(date.year(), 1, 1) : date.day() - 1;
  const int64_t from_end = in_year ? (365 - at) / 7 + 1 : (30 - at) / 7 + 1;
  return Chance(40) ? absl::StrCat(-from_end, name) : absl::StrCat(at / 7 + 1, name);
}

std::string RuleGenerator::EndOf(int64_t day) {
  if (Chance(50)) return absl::StrCat("COUNT=", 1 + Below(30));
  const auto until = DateOf(day + Below(2000));
  return absl::StrCat("UNTIL=", until.year() * 10000 + until.month() * 100 + until.day());
}

}  // namespace taqvim::property
