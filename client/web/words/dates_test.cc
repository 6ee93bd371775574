#include "client/web/words/dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const absl::CivilDay kDay(2035, 5, 10);

TEST(DayText, IsInTheLanguage) {
  EXPECT_EQ(DayText(kDay, "en"), "Thursday, 10 May 2035");
  EXPECT_THAT(DayText(kDay, "ru"), StartsWith("четверг, 10 мая 2035"));
  EXPECT_THAT(DayText(kDay, "az"), AllOf(HasSubstr("may"), HasSubstr("2035")));
  for (const char* language : {"kk", "tg", "tk", "uz", "uz-Cyrl", "fa", "ar"}) {
    EXPECT_NE(DayText(kDay, language), DayText(kDay, "en")) << language;
    EXPECT_NE(DayText(kDay, language), "2035-05-10") << language;
  }
}

TEST(DayText, IsOfTheGregorianCalendarEverywhere) {
  EXPECT_THAT(DayText(kDay, "fa-IR"), ::testing::Not(HasSubstr("۱۴۱۴")));
  EXPECT_THAT(DayText(kDay, "th-TH"), HasSubstr("2035"));
}

TEST(DaysText, SaysOnceWhatIsTheSame) {
  EXPECT_EQ(DaysText(kDay, kDay, "en"), "10 May 2035");
  EXPECT_EQ(DaysText(kDay, kDay + 2, "en"), "10–12 May 2035");
  EXPECT_THAT(DaysText(kDay, kDay + 2, "ru"), StartsWith("10–12 мая 2035"));
}

// ICU's own intervals are `2035 may 10–12` and `10 may 2035 – 9 iyun`.
TEST(DaysText, IsInTheOrderOfDatesInAzerbaijaniAndTajik) {
  EXPECT_EQ(DaysText(kDay, kDay + 2, "az"), "10–12 may 2035");
  EXPECT_EQ(DaysText(kDay, kDay + 30, "az"), "10 may – 9 iyun 2035");
  EXPECT_EQ(DaysText(kDay, kDay + 365, "az"), "10 may 2035 – 9 may 2036");
  EXPECT_EQ(DaysText(kDay, kDay + 30, "az-AZ"), DaysText(kDay, kDay + 30, "az"));
  EXPECT_THAT(DaysText(kDay, kDay + 2, "tg"), StartsWith("10–12 "));
  EXPECT_THAT(DaysText(kDay, kDay + 30, "tg"), ::testing::EndsWith(" 2035"));
}

TEST(WeekdayText, IsInTheLanguage) {
  EXPECT_EQ(WeekdayText(absl::Weekday::monday, "en"), "Monday");
  EXPECT_EQ(WeekdayText(absl::Weekday::sunday, "ru"), "воскресенье");
  EXPECT_EQ(WeekdayText(absl::Weekday::thursday, "??"), "Thursday");
}

TEST(HoursText, SaysTheDayOnlyWhereItIsAnother) {
  const absl::CivilSecond evening(2035, 5, 10, 18);
  EXPECT_EQ(HoursText(evening, evening + 2 * 3600, "en"), "18:00–20:00");
  EXPECT_EQ(HoursText(evening, absl::CivilSecond(2035, 5, 11), "en"), "18:00–00:00");
  EXPECT_EQ(HoursText(evening, absl::CivilSecond(2035, 5, 11, 2), "en"), "18:00–11 May 02:00");
  EXPECT_EQ(HourText(absl::CivilSecond(2035, 5, 10, 9, 5, 30)), "09:05:30");
}

TEST(DayText, TakesWhatIsNoLanguageForEnglish) {
  EXPECT_EQ(DayText(kDay, "??"), "Thursday, 10 May 2035");
}

}  // namespace
}  // namespace taqvim::web
