#include "client/cli/commands/shift_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

// A Tuesday.
constexpr absl::CivilDay kFirst(2025, 10, 7);

std::string ShiftedRule(absl::string_view rule, int days, absl::CivilDay first = kFirst) {
  const auto shifted = ShiftRule(rule, first, days);
  EXPECT_TRUE(shifted.ok()) << rule << ": " << shifted.status();
  return shifted.value_or("");
}

std::string Refusal(absl::string_view rule, int days, absl::CivilDay first = kFirst) {
  const auto shifted = ShiftRule(rule, first, days);
  EXPECT_TRUE(absl::IsFailedPrecondition(shifted.status())) << rule << ": " << *shifted;
  return std::string(shifted.status().message());
}

TEST(ShiftRule, KeepsRulesThatFollowFromTheFirstDay) {
  EXPECT_EQ(ShiftedRule("FREQ=DAILY;COUNT=3", 5), "FREQ=DAILY;COUNT=3");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;INTERVAL=2", 3), "FREQ=WEEKLY;INTERVAL=2");
}

TEST(ShiftRule, KeepsWeekdaysByWholeWeeksAndMovesThemByDays) {
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU,TH", 7), "FREQ=WEEKLY;BYDAY=TU,TH");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU,TH", -14), "FREQ=WEEKLY;BYDAY=TU,TH");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU,SU", 1), "FREQ=WEEKLY;BYDAY=WE,MO");
  EXPECT_EQ(ShiftedRule("FREQ=DAILY;BYDAY=MO,TU", -1), "FREQ=DAILY;BYDAY=SU,MO");
  EXPECT_EQ(ShiftedRule("freq=weekly;byday=tu", 2), "FREQ=WEEKLY;BYDAY=TH");
}

// Sunday and Monday of one week that begins on Monday are six days apart; a day
// later they still are, where weeks begin on Tuesday.
TEST(ShiftRule, MovesWhereWeeksBeginWhenThatMatters) {
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", 1),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=TU");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", -1),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SA");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", 7),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO");
}

TEST(ShiftRule, MovesUntilAlong) {
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20251230", 7),
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260106");
  EXPECT_EQ(ShiftedRule("FREQ=DAILY;UNTIL=20251020T180000", -20),
            "FREQ=DAILY;UNTIL=20250930T180000");
}

TEST(ShiftRule, KeepsADayOfEachMonthWhileThatIsOneOfEachMonth) {
  EXPECT_EQ(ShiftedRule("FREQ=MONTHLY;COUNT=3", 7), "FREQ=MONTHLY;COUNT=3");
  EXPECT_THAT(Refusal("FREQ=MONTHLY;COUNT=3", 25), HasSubstr("months are not of one length"));
  EXPECT_THAT(Refusal("FREQ=MONTHLY", 1, absl::CivilDay(2025, 10, 28)),
              HasSubstr("months are not of one length"));
}

TEST(ShiftRule, KeepsADayOfEachYearUnlessTheEndOfFebruaryLiesBetween) {
  EXPECT_EQ(ShiftedRule("FREQ=YEARLY", 90), "FREQ=YEARLY");
  EXPECT_EQ(ShiftedRule("FREQ=YEARLY", 7, absl::CivilDay(2025, 2, 20)), "FREQ=YEARLY");
  for (const auto& [first, days] :
       {std::pair(absl::CivilDay(2025, 2, 25), 7), std::pair(absl::CivilDay(2025, 3, 2), -7),
        std::pair(absl::CivilDay(2024, 2, 29), 1), std::pair(absl::CivilDay(2025, 10, 7), 365)}) {
    EXPECT_THAT(Refusal("FREQ=YEARLY", days, first), HasSubstr("29 February"));
  }
}

TEST(ShiftRule, RefusesWhatNamesDaysOfMonths) {
  EXPECT_THAT(Refusal("FREQ=MONTHLY;BYDAY=1TU", 7), HasSubstr("names weekdays of months"));
  EXPECT_THAT(Refusal("FREQ=MONTHLY;BYMONTHDAY=7", 7), HasSubstr("BYMONTHDAY"));
  EXPECT_THAT(Refusal("FREQ=YEARLY;BYMONTH=10;BYDAY=1TU", 7), HasSubstr("BYMONTH"));
  EXPECT_THAT(Refusal("FREQ=WEEKLY;BYDAY=TU;BYMONTH=10,11", 7), HasSubstr("BYMONTH"));
}

TEST(ShiftRule, MovesWhereWeeksBeginWhereTheirDaysAreCountedOrItIsSaid) {
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", 1),
            "FREQ=WEEKLY;BYDAY=WE,FR;BYSETPOS=1;WKST=TU");
  EXPECT_EQ(ShiftedRule("FREQ=WEEKLY;BYDAY=TU;WKST=SU", 1), "FREQ=WEEKLY;BYDAY=WE;WKST=MO");
  EXPECT_EQ(ShiftedRule("FREQ=DAILY;INTERVAL=2;BYDAY=TU", 1), "FREQ=DAILY;INTERVAL=2;BYDAY=WE");
}

TEST(ShiftRule, KeepsADayOfEachMonthUpToThe28th) {
  EXPECT_EQ(ShiftedRule("FREQ=MONTHLY", 21), "FREQ=MONTHLY");
  EXPECT_THAT(Refusal("FREQ=MONTHLY", 22), HasSubstr("months are not of one length"));
  EXPECT_THAT(Refusal("FREQ=MONTHLY", -1, absl::CivilDay(2025, 10, 29)),
              HasSubstr("months are not of one length"));
  EXPECT_THAT(Refusal("FREQ=MONTHLY", 31), HasSubstr("months are not of one length"));
}

TEST(ShiftRule, RefusesAnUntilThatIsNoDate) {
  EXPECT_THAT(Refusal("FREQ=DAILY;UNTIL=2025123", 1), HasSubstr("its UNTIL is no date"));
  EXPECT_THAT(Refusal("FREQ=DAILY;UNTIL=2025X230", 1), HasSubstr("its UNTIL is no date"));
}

TEST(ShiftRule, KeepsA29FebruaryWhereItStays) {
  EXPECT_THAT(Refusal("FREQ=YEARLY", -1, absl::CivilDay(2025, 3, 1)), HasSubstr("29 February"));
  EXPECT_THAT(Refusal("FREQ=YEARLY", -1, absl::CivilDay(2024, 3, 1)), HasSubstr("29 February"));
  EXPECT_THAT(Refusal("FREQ=YEARLY", 1, absl::CivilDay(2024, 2, 28)), HasSubstr("29 February"));
}

}  // namespace
}  // namespace taqvim::cli
