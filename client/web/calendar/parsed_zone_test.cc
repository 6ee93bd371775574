#include "client/web/calendar/parsed_zone.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

ParsedComponent Component(std::vector<ParsedLine> lines) {
  return {.name = "STANDARD", .lines = std::move(lines)};
}

ParsedLine Line(const std::string& name, const std::string& value) {
  return {.name = name, .value = value};
}

std::vector<ParsedLine> Winter(const std::string& rule) {
  std::vector<ParsedLine> lines = {Line("DTSTART", "20001029T030000"),
                                   Line("TZOFFSETFROM", "+0200"), Line("TZOFFSETTO", "+0100")};
  if (!rule.empty()) lines.push_back(Line("RRULE", rule));
  return lines;
}

ParsedObservance Summer() {
  return {.onsets = {absl::CivilSecond(2000, 3, 26, 2)},
          .offset_before = 3600,
          .offset = 7200,
          .yearly = YearlyDay{.month = 3, .week = -1}};
}

TEST(ParsedZoneTest, ReadsOffsets) {
  EXPECT_EQ(ParseOffset("+0530"), 19800);
  EXPECT_EQ(ParseOffset("-0330"), -12600);
  EXPECT_EQ(ParseOffset("+050748"), 18468);
  for (const char* text : {"", "0530", "+530", "+05:30", "+05 30", "+0530123"}) {
    EXPECT_EQ(ParseOffset(text), std::nullopt) << text;
  }
}

TEST(ParsedZoneTest, ReadsRulesOfOneDayAYear) {
  const auto winter = ParseObservance(Component(Winter("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")));
  ASSERT_TRUE(winter && winter->yearly);
  EXPECT_EQ(winter->yearly->month, 10);
  EXPECT_EQ(winter->yearly->week, -1);
  EXPECT_EQ(winter->yearly->weekday, absl::Weekday::sunday);
  for (const char* rule : {"FREQ=MONTHLY;BYMONTH=10;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10",
                           "FREQ=YEARLY;BYMONTH=10;BYDAY=SU", "FREQ=YEARLY;BYMONTH=13;BYDAY=1SU",
                           "FREQ=YEARLY;BYMONTH=10;BYDAY=5SU", "FREQ=YEARLY;BYDAY=1SU",
                           "FREQ=YEARLY;BYMONTH=10;BYDAY=1SU;INTERVAL=2",
                           "FREQ=YEARLY;BYMONTH=10;BYDAY=SU;BYMONTHDAY=23,24,25,26,27,28,29"}) {
    EXPECT_FALSE(ParseObservance(Component(Winter(rule)))) << rule;
  }
}

TEST(ParsedZoneTest, NeedsAnOnsetAndBothOffsets) {
  EXPECT_TRUE(ParseObservance(Component(Winter(""))));
  for (int missing = 0; missing < 3; ++missing) {
    std::vector<ParsedLine> lines = Winter("");
    lines.erase(lines.begin() + missing);
    EXPECT_FALSE(ParseObservance(Component(lines))) << missing;
  }
}

TEST(ParsedZoneTest, KnowsWhatIsInForce) {
  const auto winter = ParseObservance(Component(Winter("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")));
  const std::vector<ParsedObservance> zone = {*winter, Summer()};
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 1, 15)), 3600);
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 7, 15)), 7200);
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 12, 15)), 3600);
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 3, 28, 1)), 3600);
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 3, 30, 3)), 7200);
  // On the day itself it is not said.
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2026, 3, 29, 12)), std::nullopt);
  // Before the first of them.
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(1999, 1, 1)), 3600);
  EXPECT_EQ(OffsetAt({}, absl::CivilSecond(1999, 1, 1)), std::nullopt);
}

TEST(ParsedZoneTest, KnowsEndsOfRulesAndFurtherDates) {
  std::vector<ParsedLine> lines =
      Winter("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20021027T010000Z");
  const auto winter = ParseObservance(Component(lines));
  ASSERT_TRUE(winter);
  const std::vector<ParsedObservance> zone = {*winter, Summer()};
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2002, 12, 1)), 3600);
  EXPECT_EQ(OffsetAt(zone, absl::CivilSecond(2003, 12, 1)), 7200);
  // Within a year, before its day of the year.
  const auto ended = ParseObservance(
      Component(Winter("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20021001T000000Z")));
  ASSERT_TRUE(ended);
  EXPECT_EQ(OffsetAt({*ended, Summer()}, absl::CivilSecond(2001, 12, 1)), 3600);
  EXPECT_EQ(OffsetAt({*ended, Summer()}, absl::CivilSecond(2002, 12, 1)), 7200);
  lines = Winter("");
  lines.push_back(Line("RDATE", "20011028T030000,20021027T030000"));
  const auto dated = ParseObservance(Component(lines));
  ASSERT_TRUE(dated);
  EXPECT_EQ(dated->onsets.size(), 3u);
  EXPECT_EQ(OffsetAt({*dated, Summer()}, absl::CivilSecond(2002, 12, 1)), 3600);
}

}  // namespace
}  // namespace taqvim::web
