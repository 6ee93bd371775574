// Which rules are taken, and what is said of the others.
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/time/recurrence_parts.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<RecurrenceParts> Parse(const std::string& rule) {
  return ParseRecurrence(rule, RuleSource::kRequest);
}

TEST(ParseRecurrence, TakesEveryPartOfARule) {
  const auto parts = Parse(
      "FREQ=YEARLY;INTERVAL=2;COUNT=10;WKST=SU;BYMONTH=2,11;BYYEARDAY=-1,60;BYMONTHDAY=+5,-31;"
      "BYDAY=MO,-1FR,+53TU;BYSETPOS=1,-366");
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->frequency, Frequency::kYearly);
  EXPECT_EQ(parts->interval, 2);
  EXPECT_EQ(parts->count, 10);
  EXPECT_EQ(parts->week_start, absl::Weekday::sunday);
  EXPECT_TRUE(parts->months[2] && parts->months[11] && parts->months.count() == 2);
  EXPECT_TRUE(parts->year_days.Has(60, 365) && parts->year_days.Has(366, 366));
  EXPECT_FALSE(parts->year_days.Has(365, 366));
  EXPECT_TRUE(parts->month_days.Has(5, 30) && parts->month_days.Has(1, 31));
  EXPECT_FALSE(parts->month_days.Has(1, 30));
  EXPECT_TRUE(parts->weekdays[static_cast<size_t>(absl::Weekday::monday)]);
  ASSERT_EQ(parts->numbered_weekdays.size(), 2);
  EXPECT_EQ(parts->numbered_weekdays[0].number, -1);
  EXPECT_EQ(parts->numbered_weekdays[0].weekday, absl::Weekday::friday);
  EXPECT_EQ(parts->numbered_weekdays[1].number, 53);
  EXPECT_EQ(parts->positions, (std::vector<int>{1, -366}));
}

TEST(ParseRecurrence, TakesWhatIsWrittenInOtherWays) {
  for (const char* rule :
       {"FREQ=DAILY;", "freq=weekly;byday=tu", "BYDAY=TU;FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU,TU",
        "FREQ=MONTHLY;BYMONTHDAY=01,+2", "FREQ=DAILY;COUNT=007", "FREQ=YEARLY;BYWEEKNO=-53,53"}) {
    EXPECT_TRUE(Parse(rule).ok()) << rule << ": " << Parse(rule).status();
  }
}

TEST(ParseRecurrence, ReadsUntilAsALocalTime) {
  EXPECT_EQ(Parse("FREQ=DAILY;UNTIL=20280229")->until, absl::CivilSecond(2028, 2, 29, 23, 59, 59));
  EXPECT_EQ(Parse("FREQ=DAILY;UNTIL=20250101T180000")->until,
            absl::CivilSecond(2025, 1, 1, 18, 0, 0));
}

struct WrongRule {
  const char* rule;
  const char* says;
};

void ExpectRefused(const WrongRule& wrong) {
  const auto rule = Parse(wrong.rule);
  EXPECT_TRUE(absl::IsInvalidArgument(rule.status())) << wrong.rule;
  EXPECT_THAT(std::string(rule.status().message()), HasSubstr(wrong.says)) << wrong.rule;
}

TEST(ParseRecurrence, SaysWhatIsNoRule) {
  for (const WrongRule& wrong : std::vector<WrongRule>{
           {"", "is required"},
           {";", "has \"\", which is no part"},
           {"BYDAY=TU", "lacks FREQ"},
           {"FREQ=HOURLY", "FREQ=HOURLY; it must be DAILY"},
           {"FREQ=DAILY;BYHOUR=9", "BYHOUR, which is below a day"},
           {"FREQ=DAILY;BYDAYS=TU", "\"BYDAYS\", which is no part"},
           {"RSCALE=CHINESE;FREQ=YEARLY", "\"RSCALE\", which is no part"},
           {"FREQ=DAILY;FREQ=WEEKLY", "FREQ twice"},
           {"FREQ=DAILY;;COUNT=2", "separated by semicolons"},
           {"FREQ=DAILY;COUNT", "\"COUNT\", which is no part such as"},
           {"FREQ=DAILY;COUNT=2;UNTIL=20250101", "both COUNT and UNTIL"},
       }) {
    ExpectRefused(wrong);
  }
  EXPECT_FALSE(Parse("FREQ=DAILY;BYDAY=" + std::string(500, 'M')).ok());
}

TEST(ParseRecurrence, SaysWhichValueIsWrongAndWhichAreRight) {
  for (const WrongRule& wrong : std::vector<WrongRule>{
           {"FREQ=DAILY;COUNT=0", "COUNT=0; it must be 1"},
           {"FREQ=DAILY;COUNT=two", "COUNT=TWO; it must be 1"},
           {"FREQ=DAILY;INTERVAL=1001", "INTERVAL=1001; it must be 1 to 1000"},
           {"FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1; it must be 1 to 1000"},
           {"FREQ=DAILY;UNTIL=20251332", "UNTIL=20251332; send a date"},
           {"FREQ=DAILY;UNTIL=20250229", "UNTIL=20250229; send a date"},
           {"FREQ=DAILY;UNTIL=20250101T240000", "send a date"},
           {"FREQ=DAILY;UNTIL=20250101T180000Z", "without a Z"},
           {"FREQ=WEEKLY;WKST=1MO", "WKST=1MO; it must be MO, TU"},
           {"FREQ=WEEKLY;BYDAY=XX", "\"XX\" in BYDAY; its values are MO, TU"},
           {"FREQ=WEEKLY;BYDAY=MO,", "\"\" in BYDAY; its values are MO, TU"},
           {"FREQ=MONTHLY;BYDAY=0TU", "\"0TU\" in BYDAY; its values are MO, TU"},
           {"FREQ=MONTHLY;BYDAY=54TU", "after a number of 1 to 53 or -53 to -1"},
           {"FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1,32",
            "\"32\" in BYMONTHDAY; its values are 1 to 31 and -31 to -1, separated by commas"},
           {"FREQ=MONTHLY;BYMONTHDAY=0", "\"0\" in BYMONTHDAY; its values are 1 to 31"},
           {"FREQ=MONTHLY;BYMONTHDAY=1,,2", "\"\" in BYMONTHDAY; its values are 1 to 31"},
           {"FREQ=MONTHLY;BYMONTH=13", "\"13\" in BYMONTH; its values are 1 to 12"},
           {"FREQ=MONTHLY;BYMONTH=-1", "\"-1\" in BYMONTH; its values are 1 to 12"},
           {"FREQ=YEARLY;BYMONTH=9L", "\"9L\" in BYMONTH; its values are 1 to 12"},
           {"FREQ=YEARLY;BYWEEKNO=54", "\"54\" in BYWEEKNO; its values are 1 to 53 and -53 to -1"},
           {"FREQ=YEARLY;BYYEARDAY=-367", "\"-367\" in BYYEARDAY; its values are 1 to 366"},
           {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "\"0\" in BYSETPOS; its values are 1 to 366"},
       }) {
    ExpectRefused(wrong);
  }
}

TEST(ParseRecurrence, SaysWhichPartDoesNotStandBesideWhich) {
  for (const WrongRule& wrong : std::vector<WrongRule>{
           {"FREQ=DAILY;BYWEEKNO=3", "BYWEEKNO beside FREQ=DAILY; weeks have numbers in a year"},
           {"FREQ=WEEKLY;BYWEEKNO=3", "BYWEEKNO beside FREQ=WEEKLY"},
           {"FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO beside FREQ=MONTHLY"},
           {"FREQ=DAILY;BYYEARDAY=3", "BYYEARDAY beside FREQ=DAILY; it counts the days of a year"},
           {"FREQ=WEEKLY;BYYEARDAY=3", "BYYEARDAY beside FREQ=WEEKLY"},
           {"FREQ=MONTHLY;BYYEARDAY=3", "BYYEARDAY beside FREQ=MONTHLY"},
           {"FREQ=WEEKLY;BYMONTHDAY=3",
            "BYMONTHDAY beside FREQ=WEEKLY; a week has no days of the month"},
           {"FREQ=DAILY;BYDAY=2MO", "numbers in BYDAY beside FREQ=DAILY; they count the days of a"},
           {"FREQ=WEEKLY;BYDAY=MO,2TU", "numbers in BYDAY beside FREQ=WEEKLY"},
           {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO",
            "numbers in BYDAY beside BYWEEKNO; a week has each day once"},
           {"FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS, which chooses among the days of another BY part"},
       }) {
    ExpectRefused(wrong);
  }
}

TEST(ParseRecurrence, OfAStoredRulePassesOverWhatWasTakenOnce) {
  for (const auto& [stored, means] : std::vector<std::pair<const char*, const char*>>{
           {"FREQ=MONTHLY;BYDAY=0TU", "FREQ=MONTHLY;BYDAY=TU"},
           {"FREQ=MONTHLY;BYDAY=MO,54TU", "FREQ=MONTHLY;BYDAY=MO"},
           {"FREQ=YEARLY;BYMONTH=9,13,8L", "FREQ=YEARLY;BYMONTH=9"},
           {"FREQ=YEARLY;BYYEARDAY=1,367", "FREQ=YEARLY;BYYEARDAY=1"},
           {"FREQ=YEARLY;BYWEEKNO=1,-54", "FREQ=YEARLY;BYWEEKNO=1"},
       }) {
    EXPECT_FALSE(Parse(stored).ok()) << stored;
    const auto read = ParseRecurrence(stored, RuleSource::kStored);
    ASSERT_TRUE(read.ok()) << stored << ": " << read.status();
    const auto meant = Parse(means);
    EXPECT_EQ(read->weekdays, meant->weekdays) << stored;
    EXPECT_EQ(read->numbered_weekdays.size(), meant->numbered_weekdays.size()) << stored;
    EXPECT_EQ(read->months, meant->months) << stored;
    EXPECT_EQ(read->year_days.from_start, meant->year_days.from_start) << stored;
    EXPECT_EQ(read->weeks.from_end, meant->weeks.from_end) << stored;
  }
}

}  // namespace
}  // namespace taqvim::schedule
