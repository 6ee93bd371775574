// Rules of RFC 5545, random ones, held against python-dateutil and against a
// naive reading of section 3.3.10.
//
// Every rule must be expanded as the naive reading has it, and as dateutil does
// unless it is of a kind listed below: there dateutil departs from the text, and
// the text decides.
//
// TAQVIM_SEED: the seed of the rules. TAQVIM_RULES: how many.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "server/schedule/time/recurrence.h"
#include "tests/property/generator/rule_generator.h"
#include "tests/property/model/civil_arithmetic.h"
#include "tests/property/model/rule_model.h"
#include "tests/support/process.h"

namespace taqvim::property {
namespace {

constexpr int kLeastOfPair = 100;
// What a run of that length shows nothing without.
constexpr int64_t kLongRun = 20'000;

int64_t Number(const char* variable, int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

bool Has(const RuleParts& rule, const std::string& part) { return rule.count(part) > 0; }

bool SaysDay(const RuleParts& rule) {
  return Has(rule, "BYDAY") || Has(rule, "BYMONTHDAY") || Has(rule, "BYYEARDAY");
}

bool MixesNumbers(const RuleParts& rule) {
  if (!Has(rule, "BYDAY")) return false;
  const auto& days = rule.at("BYDAY");
  const auto numbered = std::count_if(days.begin(), days.end(),
                                      [](const std::string& day) { return day.size() > 2; });
  return numbered > 0 && numbered < static_cast<int64_t>(days.size());
}

// A numbered weekday that no month can have, where the number counts in months.
bool CountsBeyondMonth(const RuleParts& rule) {
  if (!Has(rule, "BYDAY") || (rule.at("FREQ")[0] == "YEARLY" && !Has(rule, "BYMONTH")))
    return false;
  const auto& days = rule.at("BYDAY");
  return std::any_of(days.begin(), days.end(), [](const std::string& day) {
    return day.size() > 2 && std::abs(std::stoi(day)) > 5;
  });
}

bool ChoosesAmongWeeksDays(const RuleParts& rule) {
  return rule.at("FREQ")[0] == "WEEKLY" && Has(rule, "BYSETPOS");
}

bool CountsYearsOfWeeks(const RuleParts& rule) {
  const bool leaves_out = Has(rule, "INTERVAL") && rule.at("INTERVAL")[0] != "1";
  return Has(rule, "BYWEEKNO") && (leaves_out || Has(rule, "BYSETPOS"));
}

bool NamesLastWeeks(const RuleParts& rule) {
  if (!Has(rule, "BYWEEKNO")) return false;
  const auto& weeks = rule.at("BYWEEKNO");
  return std::any_of(weeks.begin(), weeks.end(), [](const std::string& week) {
    return std::stoi(week) < 0 || std::stoi(week) > 51;
  });
}

struct Query {
  std::string rule;
  int64_t first = 0;
  int64_t through = 0;
};

bool IsInFirstWeek(const Query& query, int64_t day) { return day < query.first + 7; }

bool IsNearNewYear(const Query&, int64_t day) {
  const auto date = DateOf(day);
  return (date.month() == 12 && date.day() > 21) || (date.month() == 1 && date.day() < 11);
}

// Where dateutil departs from the text, by the paragraph of section 3.3.10 that
// decides.
struct Difference {
  const char* what;
  const char* paragraph;
  bool (*applies)(const RuleParts& rule);
  // On which days they may differ, for a rule of no other kind that does not count
  // its days; null for any.
  bool (*may_differ)(const Query& query, int64_t day) = nullptr;
};
constexpr Difference kDifferences[] = {
    {"BYWEEKNO alone is on the first day's weekday, not on all seven",
     "what the rule does not say is derived from DTSTART",
     [](const RuleParts& rule) { return Has(rule, "BYWEEKNO") && !SaysDay(rule); }},
    {"BYDAY with and without numbers has the days of each value, not of all at once",
     "BYDAY: a list of days of the week, each with or without a number", MixesNumbers},
    {"BYDAY with a number above 5 matches nothing in a month, and is no failure",
     "BYDAY: values are up to 53, and days that do not exist are left out", CountsBeyondMonth},
    {"BYSETPOS chooses from the whole first week, not from DTSTART on",
     "BYSETPOS: a set begins at the beginning of the interval", ChoosesAmongWeeksDays,
     IsInFirstWeek},
    {"BYWEEKNO with INTERVAL or BYSETPOS counts in years of whole weeks",
     "BYWEEKNO: weeks of the year, from the first that has four of its days on",
     CountsYearsOfWeeks},
    {"BYWEEKNO has the last weeks of a year on both sides of New Year",
     "BYWEEKNO: a week is seven days, and -1 is the last one of its year", NamesLastWeeks,
     IsNearNewYear},
};

absl::CivilDay ToCivil(int64_t day) { return absl::CivilDay(1970, 1, 1) + day; }

std::string Text(const std::vector<int64_t>& days) {
  return absl::StrJoin(days, " ", [](std::string* out, int64_t day) {
    absl::StrAppend(out, absl::FormatCivilTime(ToCivil(day)));
  });
}

// The days of such a text; none of one that says what went wrong, but a day that
// no rule has.
std::vector<int64_t> Numbers(const std::string& text) {
  std::vector<int64_t> days;
  for (const std::string& word :
       std::vector<std::string>(absl::StrSplit(text, ' ', absl::SkipEmpty()))) {
    absl::CivilDay day;
    days.push_back(absl::ParseCivilTime(word, &day) ? day - ToCivil(0) : -1);
    if (days.back() < 0) return {-1};
  }
  return days;
}

std::vector<int64_t> Expand(const schedule::RecurrenceRule& rule, const Query& query,
                            int64_t from) {
  std::vector<int64_t> days;
  rule.ForEach(absl::CivilSecond(ToCivil(query.first)), ToCivil(from), ToCivil(query.through),
               [&](absl::CivilDay day) {
                 days.push_back(day - ToCivil(0));
                 return true;
               });
  return days;
}

class Recurrence : public ::testing::Test {
 protected:
  Recurrence() { std::cout << "TAQVIM_SEED=" << seed_ << " TAQVIM_RULES=" << wanted_ << std::endl; }

  // About two dozen intervals or more from a day on that is in the rule, if there
  // is one.
  Query MakeQuery(const std::string& rule, int64_t day) {
    const std::string frequency = PartsOf(rule).at("FREQ")[0];
    const int64_t days = frequency == "DAILY"     ? 450
                         : frequency == "WEEKLY"  ? 1100
                         : frequency == "MONTHLY" ? 1500
                                                  : 3700;
    const std::vector<int64_t> found = DaysOfRule(rule, day, day + days);
    const bool out_of_step = found.empty() || random_.Chance(5);
    const int64_t first = out_of_step ? day : found.front();
    return {rule, first, first + days};
  }

  void Generate() {
    const auto pairs = RuleGenerator::Pairs();
    for (int64_t i = 0; i < wanted_; ++i) {
      const int64_t day = random_.Day();
      std::string rule =
          i % 20 == 0 ? random_.WithFewParts(day) : random_.WithPair(pairs[i % pairs.size()], day);
      if (random_.Chance(30)) absl::StrAppend(&rule, ";", random_.EndOf(day));
      queries_.push_back(MakeQuery(rule, day));
    }
  }

  // The answers of dateutil, a line a query.
  std::vector<std::string> Ask() {
    const testing::TempDir folder;
    std::ofstream questions(folder.Path("questions"));
    for (const Query& query : queries_) {
      questions << ToCivil(query.first) << " " << ToCivil(query.through) << " " << query.rule
                << "\n";
    }
    questions.close();
    testing::Process python(
        {"/bin/sh", "-c",
         absl::StrCat("exec '" PYTHON "' '" EXPAND_BY_DATEUTIL "' <", folder.Path("questions"))},
        folder.Path("answers"), folder.Path("errors"));
    const int code = python.Wait();
    std::ifstream errors(folder.Path("errors"));
    EXPECT_EQ(code, 0)
        << std::string(std::istreambuf_iterator<char>(errors), {})
        << "\npython3-dateutil is needed; deploy/install-dependencies.sh installs it.";
    std::ifstream answers(folder.Path("answers"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(answers, line);) lines.push_back(line);
    return lines;
  }

  // Whether what is expanded is as the naive reading has it, from the first day on, and from any
  // other.
  bool IsAsRead(const Query& query, const std::vector<int64_t>& days) {
    const auto rule = schedule::RecurrenceRule::Parse(query.rule);
    EXPECT_TRUE(rule.ok()) << query.rule << ": " << rule.status();
    if (!rule.ok()) return false;
    const int64_t from = query.first + random_.Below(static_cast<int>(query.through - query.first));
    const std::vector<int64_t> expanded = Expand(*rule, query, query.first);
    const auto rest = std::lower_bound(days.begin(), days.end(), from);
    const std::vector<int64_t> later = Expand(*rule, query, from);
    EXPECT_EQ(Text(expanded), Text(days)) << query.rule << " from " << ToCivil(query.first);
    EXPECT_EQ(Text(later), Text({rest, days.end()}))
        << query.rule << " from " << ToCivil(query.first) << ", asked from " << ToCivil(from);
    return expanded == days && later == std::vector<int64_t>(rest, days.end());
  }

  // Counts the pairs of parts, where the rule has occurrences at all.
  void Count(const Query& query, bool has_days) {
    const RuleParts parts = PartsOf(query.rule);
    for (const auto& pair : RuleGenerator::Pairs()) {
      if (has_days && parts.at("FREQ")[0] == pair.frequency && Has(parts, pair.first) &&
          Has(parts, pair.second)) {
        ++pairs_[absl::StrCat(pair.frequency, " ", pair.first, " ", pair.second)];
      }
    }
  }

  // Whether dateutil says the same, or the rule is of a listed kind.
  bool IsAsSaid(const Query& query, const std::vector<int64_t>& days, const std::string& said) {
    const RuleParts parts = PartsOf(query.rule);
    std::vector<const Difference*> kinds;
    for (const Difference& difference : kDifferences) {
      if (!difference.applies(parts)) continue;
      kinds.push_back(&difference);
      ++kinds_[difference.what].rules;
      kinds_[difference.what].differing += said != Text(days) ? 1 : 0;
    }
    const bool anywhere = kinds.size() > 1 || Has(parts, "COUNT") ||
                          (!kinds.empty() && kinds[0]->may_differ == nullptr);
    if (!kinds.empty() && anywhere) return true;
    std::vector<int64_t> differing;
    const std::vector<int64_t> others = Numbers(said);
    std::set_symmetric_difference(days.begin(), days.end(), others.begin(), others.end(),
                                  std::back_inserter(differing));
    const bool right = std::all_of(differing.begin(), differing.end(), [&](int64_t day) {
      return !kinds.empty() && kinds[0]->may_differ(query, day);
    });
    EXPECT_TRUE(right) << query.rule << " from " << ToCivil(query.first)
                       << "\nhere:     " << Text(days) << "\ndateutil: " << said;
    return right;
  }

  void Print() const {
    for (const Difference& difference : kDifferences) {
      const auto kind = kinds_.find(difference.what);
      const Kind found = kind == kinds_.end() ? Kind() : kind->second;
      std::cout << difference.what << " (" << difference.paragraph << "): " << found.differing
                << " of " << found.rules << " differ\n";
    }
    for (const auto& [pair, count] : pairs_) std::cout << pair << ": " << count << "\n";
  }

  struct Kind {
    int rules = 0;
    int differing = 0;
  };

  const uint64_t seed_ = static_cast<uint64_t>(Number("TAQVIM_SEED", std::random_device()()));
  const int64_t wanted_ = Number("TAQVIM_RULES", TAQVIM_RULES);
  RuleGenerator random_{seed_};
  std::vector<Query> queries_;
  std::map<std::string, int> pairs_;
  std::map<std::string, Kind> kinds_;
};

TEST_F(Recurrence, OfRandomRulesIsAsTheStandardSaysAndAsDateutilDoes) {
  Generate();
  const std::vector<std::string> said = Ask();
  ASSERT_EQ(said.size(), queries_.size());
  int wrong = 0;
  for (size_t i = 0; i < queries_.size() && wrong < 10; ++i) {
    const Query& query = queries_[i];
    const std::vector<int64_t> days = DaysOfRule(query.rule, query.first, query.through);
    Count(query, !days.empty());
    const bool right = IsAsRead(query, days);
    if (!IsAsSaid(query, days, said[i]) || !right) ++wrong;
  }
  Print();
  if (wrong > 0 || wanted_ < kLongRun) return;
  for (const auto& pair : RuleGenerator::Pairs()) {
    const std::string name = absl::StrCat(pair.frequency, " ", pair.first, " ", pair.second);
    EXPECT_GE(pairs_[name], kLeastOfPair) << name;
  }
  for (const Difference& difference : kDifferences) {
    EXPECT_GT(kinds_[difference.what].differing, 0)
        << "dateutil does not differ here any more: " << difference.what;
  }
}

}  // namespace
}  // namespace taqvim::property
