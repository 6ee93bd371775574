#include "client/cli/timeline_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace taqvim::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

class TimelineTest : public testing::Test {
 protected:
  TimelineTest() {
    timeline_.first = absl::CivilHour(2025, 10, 7);
    timeline_.columns = 4;
    timeline_.rows.push_back(
        {.label = "Library, Astana", .heading = true, .zone = zone_, .bars = {}});
    timeline_.rows.push_back({.label = "Hall", .zone = zone_, .bars = {}});
    timeline_.rows.push_back({.label = "Corner", .zone = zone_, .bars = {}});
  }

  absl::Time At(int day, int hour, int minute = 0) const {
    return absl::FromCivil(absl::CivilSecond(2025, 10, day, hour, minute), zone_);
  }

  void Occupy(size_t row, std::string title, absl::Time start, absl::Time end,
              v1::OccupancyKind kind = v1::OCCUPANCY_KIND_CONFIRMED) {
    timeline_.entries.push_back({"events/e", std::move(title), kind, {{start, end}}, zone_});
    timeline_.rows[row].bars.push_back({start, end, timeline_.entries.size() - 1});
  }

  std::string Draw(TimelineStyle style = {}) const { return DrawTimeline(timeline_, style); }

  const absl::TimeZone zone_ = Zone("Asia/Almaty");
  Timeline timeline_;
};

TEST_F(TimelineTest, ShowsEachKindByCharacterAndListsTheLocalTimes) {
  Occupy(1, "Signing", At(7, 9), At(7, 10, 45));
  Occupy(2, "Display", At(8, 0), absl::InfiniteFuture());
  Occupy(1, "Concert", At(9, 22), At(10, 1), v1::OCCUPANCY_KIND_HOLD);
  Occupy(1, "Repairs", At(8, 0), At(9, 0), v1::OCCUPANCY_KIND_CLOSURE);
  EXPECT_EQ(Draw(),
            "              Oct 2025\n"
            "              Tue Wed Thu Fri\n"
            "               7   8   9  10\n"
            "Library, Astana\n"
            "  Hall        #1  x4  ?3  ?3\n"
            "  Corner      .   #2  #2  #2\n"
            "\n"
            "#1  Tue  7 Oct 2025 09:00 - 10:45 (UTC+05:00)             Signing\n"
            "#2  from Wed  8 Oct 2025, permanent                       Display\n"
            "?3  Thu  9 Oct 2025 22:00 - Fri 10 Oct 01:00 (UTC+05:00)  Concert\n"
            "x4  Wed  8 Oct 2025                                       Repairs\n"
            "\n"
            "# confirmed   ? hold   x closed   . free   + more than one\n"
            "Times are local and include set-up and tear-down.\n");
}

TEST_F(TimelineTest, LeavesTheDayAfterTheLastFree) {
  Occupy(1, "Exhibition", At(7, 0), At(9, 0));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1  #1  .   .\n"));
  EXPECT_THAT(Draw(), HasSubstr(" 7 Oct 2025 -  8 Oct 2025"));
}

TEST_F(TimelineTest, MarksACellWithMoreThanOne) {
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  Occupy(1, "Film", At(7, 10), At(7, 12));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1+ .   .   .\n"));
}

TEST_F(TimelineTest, WrapsIntoBlocksThatFitTheWidth) {
  Occupy(1, "Talk", At(9, 9), At(9, 10));
  const std::string text = Draw({.width = 14 + 2 * 4});
  EXPECT_THAT(text, HasSubstr("  Hall        .   .\n"));
  EXPECT_THAT(text, HasSubstr("  Hall        #1  .\n"));
}

TEST_F(TimelineTest, AlignsWideAndCombiningCharacters) {
  timeline_.rows[1].label = "会議室";
  timeline_.rows[2].label = "Salo\u0301n";
  EXPECT_THAT(Draw(), HasSubstr("  会議室      .   .   .   .\n"));
  EXPECT_THAT(Draw(), HasSubstr("  Salo\u0301n       .   .   .   .\n"));
}

TEST_F(TimelineTest, HasHoursAsColumnsInTheZoneOfEachRow) {
  timeline_.unit = TimelineUnit::kHour;
  timeline_.first = absl::CivilHour(2025, 10, 7, 9);
  timeline_.rows[2].zone = Zone("Asia/Baku");
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  timeline_.rows[2].bars.push_back({At(7, 10), At(7, 11), 0});
  const std::string text = Draw();
  EXPECT_THAT(text, HasSubstr("              09  10  11  12\n"));
  EXPECT_THAT(text, HasSubstr("  Hall        .   #1  .   .\n"));
  EXPECT_THAT(text, HasSubstr("  Corner      #1  .   .   .\n"));
}

TEST_F(TimelineTest, LeavesAnHourThatTheClocksSkipEmpty) {
  timeline_.unit = TimelineUnit::kHour;
  timeline_.first = absl::CivilHour(2025, 3, 30, 1);
  timeline_.rows[1].zone = Zone("Europe/Berlin");
  const absl::Time skip = absl::FromUnixSeconds(1743296400);  // 02:00, when it becomes 03:00
  Occupy(1, "Talk", skip - absl::Hours(1), skip + absl::Hours(1));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1  .   #1  .\n"));
}

TEST_F(TimelineTest, UsesColourOnlyWhenAsked) {
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  EXPECT_THAT(Draw(), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Draw({.color = true}), HasSubstr("\x1b["));
}

TEST_F(TimelineTest, SaysThatEverythingIsFree) {
  EXPECT_THAT(Draw(), HasSubstr("Everything is free.\n"));
}

}  // namespace
}  // namespace taqvim::cli
