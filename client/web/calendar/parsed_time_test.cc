#include "client/web/calendar/parsed_time.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

TEST(ParsedTimeTest, ReadsDaysAndTimes) {
  EXPECT_EQ(ParseTime("20240229"),
            (ParsedTime{.is_day = true, .time = absl::CivilSecond(2024, 2, 29)}));
  EXPECT_EQ(ParseTime("20240301T093001"),
            (ParsedTime{.time = absl::CivilSecond(2024, 3, 1, 9, 30, 1)}));
  EXPECT_EQ(ParseTime("20240301T093001Z"),
            (ParsedTime{.utc = true, .time = absl::CivilSecond(2024, 3, 1, 9, 30, 1)}));
  EXPECT_EQ(ParseTime("20240301,20240302"),
            (ParsedTime{.is_day = true, .time = absl::CivilSecond(2024, 3, 1)}));
}

TEST(ParsedTimeTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "2024", "20230229", "20241301", "20240300", "2024-03-01", "20240301T", "20240301T09",
        "20240301T240000", "20240301T096000", "20240301T090000z", "20240301T090000Z1", "20240301Z",
        "+0240301", "20240301T 90000"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
  EXPECT_EQ(TimeOf(nullptr), std::nullopt);
}

}  // namespace
}  // namespace taqvim::web
