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
  EXPECT_EQ(DayText(kDay, "en"), "Thursday, May 10, 2035");
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
  EXPECT_EQ(DaysText(kDay, kDay, "en"), "May 10, 2035");
  EXPECT_THAT(DaysText(kDay, kDay + 2, "en"), AllOf(HasSubstr("May 10"), HasSubstr("12, 2035")));
  EXPECT_THAT(DaysText(kDay, kDay + 2, "ru"), StartsWith("10–12 мая 2035"));
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
  EXPECT_EQ(HoursText(evening, absl::CivilSecond(2035, 5, 11, 2), "en"), "18:00–May 11 02:00");
  EXPECT_EQ(HourText(absl::CivilSecond(2035, 5, 10, 9, 5, 30)), "09:05:30");
}

TEST(DayText, TakesWhatIsNoLanguageForEnglish) {
  EXPECT_EQ(DayText(kDay, "??"), "Thursday, May 10, 2035");
}

}  // namespace
}  // namespace taqvim::web
