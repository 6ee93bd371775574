#include "client/cli/text/time_forms.h"

#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

TEST(TimeForms, AreWrittenAsTheyAreRead) {
  for (const char* text : {"2025-10-10T18:00", "2025-10-10T18:00:30", "2025-10-10T18:00+05:00",
                           "2025-10-10T18:00-03:30", "2025-10-10T18:00Z"}) {
    const auto local = ParseLocalTimeForm(text);
    ASSERT_TRUE(local.has_value()) << text;
    EXPECT_EQ(FormatLocalTimeForm(*local), text);
  }
}

TEST(TimeForms, AllowForWhatPeopleLeaveOut) {
  EXPECT_EQ(FormatLocalTimeForm(*ParseLocalTimeForm("2025-10-10 9:00")), "2025-10-10T09:00");
  EXPECT_EQ(FormatLocalTimeForm(*ParseLocalTimeForm("2025-10-26 02:30+1")),
            "2025-10-26T02:30+01:00");
  EXPECT_EQ(FormatOffsetForm(*ParseOffsetForm("+05")), "+05:00");
  EXPECT_EQ(FormatClockForm(*ParseClockForm("24:00")), "24:00");
}

TEST(WithReadableTimes, WritesTimesWithinTextsAsPeopleReadThem) {
  EXPECT_EQ(WithReadableTimes("at 2035-05-04T18:00:01.250Z, or 2035-05-04T19:00."),
            "at 2035-05-04 18:00:01Z, or 2035-05-04 19:00.");
  EXPECT_EQ(WithReadableTimes("2035-05-04T18:00:00.5"), "2035-05-04 18:00:00");
  for (const char* text : {"", "a2035-05-04T18:00", "2035-05-04", "2035-05-04 18:00:00.5", "T"}) {
    EXPECT_EQ(WithReadableTimes(text), text);
  }
}

TEST(TimeForms, OfOtherTextsAreNone) {
  for (const char* text : {"", "2025-02-29", "10.10.2025", "2025-10", "today", "12025-10-10"}) {
    EXPECT_FALSE(ParseDayForm(text)) << text;
  }
  for (const char* text :
       {"", "18", "25:00", "18:60", "18:0", "018:00", "-1:00", "6pm", "18:00:"}) {
    EXPECT_FALSE(ParseClockForm(text)) << text;
  }
  for (const char* text : {"", "+", "5", "+5:00", "+05:0", "+05:00:00", "+-5", "Z5", "+005"}) {
    EXPECT_FALSE(ParseOffsetForm(text)) << text;
  }
  for (const char* text : {"2025-10-10", "2025-10-10T24:00", "T18:00", "2025-10-10T18:00+"}) {
    EXPECT_FALSE(ParseLocalTimeForm(text)) << text;
  }
}

}  // namespace
}  // namespace taqvim::cli
