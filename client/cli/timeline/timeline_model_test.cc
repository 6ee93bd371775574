#include "client/cli/timeline/timeline_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/cli/timeline/timeline_words.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

std::vector<TimelineColumn> HoursOf(absl::CivilDay day, const std::vector<absl::TimeZone>& zones) {
  return ColumnsOf(TimelineUnit::kHour, day, day, zones);
}

std::vector<std::string> NamesOf(TimelineUnit unit, absl::CivilDay first, absl::CivilDay last) {
  Timeline timeline;
  timeline.unit = unit;
  timeline.columns = ColumnsOf(unit, first, last, {absl::UTCTimeZone()});
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(timeline.columns.size()); ++i) {
    names.push_back(ColumnName(timeline, i));
  }
  return names;
}

// How long all columns are together in the zone, of which each begins where the last ends.
absl::Duration Length(const std::vector<TimelineColumn>& columns, absl::TimeZone zone) {
  absl::Duration length;
  absl::Time end = absl::InfinitePast();
  for (const TimelineColumn& column : columns) {
    const auto span = SpanOf(column, zone);
    if (!span) continue;
    EXPECT_TRUE(end == absl::InfinitePast() || end == span->start);
    length += span->end - span->start;
    end = span->end;
  }
  return length;
}

TEST(Columns, OfADayOnWhichTheClocksAreSetForwardAre23Hours) {
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  const auto columns = HoursOf(absl::CivilDay(2027, 3, 28), {berlin});
  ASSERT_THAT(columns, SizeIs(23));
  EXPECT_EQ(columns[2].start.hour(), 3);
  EXPECT_EQ(Length(columns, berlin), absl::Hours(23));
}

TEST(Columns, OfADayOnWhichTheClocksAreSetBackAre25Hours) {
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  const auto columns = HoursOf(absl::CivilDay(2027, 10, 31), {berlin});
  ASSERT_THAT(columns, SizeIs(25));
  EXPECT_EQ(columns[3].start.hour(), 2);
  EXPECT_TRUE(columns[3].again);
  EXPECT_EQ(Length(columns, berlin), absl::Hours(25));
}

TEST(Columns, AreThoseOfAllPlaces) {
  const absl::TimeZone berlin = Zone("Europe/Berlin"), baku = Zone("Asia/Baku");
  EXPECT_THAT(HoursOf(absl::CivilDay(2027, 3, 28), {berlin, baku}), SizeIs(24));
  const auto columns = HoursOf(absl::CivilDay(2027, 10, 31), {berlin, baku});
  EXPECT_THAT(columns, SizeIs(25));
  EXPECT_FALSE(SpanOf(columns[3], baku));
  EXPECT_EQ(Length(columns, baku), absl::Hours(24));
}

// Half an hour on Lord Howe Island, two hours in Troll, midnight in Havana, a day in Samoa.
TEST(Columns, HaveAllTimeWhateverTheClocksDo) {
  const auto length = [](const char* name, absl::CivilDay day) {
    return Length(HoursOf(day, {Zone(name)}), Zone(name));
  };
  EXPECT_EQ(length("Australia/Lord_Howe", absl::CivilDay(2027, 4, 4)), absl::Hours(24.5));
  EXPECT_EQ(length("Australia/Lord_Howe", absl::CivilDay(2027, 10, 3)), absl::Hours(23.5));
  EXPECT_EQ(length("America/Havana", absl::CivilDay(2027, 11, 7)), absl::Hours(25));
  EXPECT_EQ(length("Asia/Almaty", absl::CivilDay(2027, 11, 7)), absl::Hours(24));
  EXPECT_THAT(HoursOf(absl::CivilDay(2011, 12, 30), {Zone("Pacific/Apia")}), SizeIs(0));
}

TEST(Columns, OfWeeksBeginOnMondaysAndAtTheFirstDay) {
  const auto columns = ColumnsOf(TimelineUnit::kWeek, absl::CivilDay(2027, 10, 7),
                                 absl::CivilDay(2027, 10, 19), {absl::UTCTimeZone()});
  ASSERT_THAT(columns, SizeIs(3));
  EXPECT_EQ(columns[0].start, absl::CivilHour(2027, 10, 7));
  EXPECT_EQ(columns[1].start, absl::CivilHour(2027, 10, 11));
  EXPECT_EQ(columns[2].end, absl::CivilHour(2027, 10, 20));
}

TEST(Columns, AreNamedByTheirUnit) {
  EXPECT_THAT(
      NamesOf(TimelineUnit::kDay, absl::CivilDay(2027, 10, 31), absl::CivilDay(2027, 11, 1)),
      ElementsAre("31", " 1"));
  EXPECT_THAT(
      NamesOf(TimelineUnit::kWeek, absl::CivilDay(2026, 12, 31), absl::CivilDay(2027, 1, 4)),
      ElementsAre("W53", "W01"));
  EXPECT_THAT(
      NamesOf(TimelineUnit::kMonth, absl::CivilDay(2027, 10, 31), absl::CivilDay(2027, 12, 1)),
      ElementsAre("Oct", "Nov", "Dec"));
  EXPECT_THAT(
      NamesOf(TimelineUnit::kYear, absl::CivilDay(2027, 10, 31), absl::CivilDay(2028, 1, 1)),
      ElementsAre("2027", "2028"));
}

// A talk from 10 to 11 that is set up from 9 on, a hold beside it, and what is torn down.
TEST(Uses, AreFirstWhatIsCertainAndThenWhatIsAnnounced) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const auto at = [&](int hour) {
    return absl::FromCivil(absl::CivilHour(2027, 10, 7, hour), utc);
  };
  Timeline timeline;
  timeline.unit = TimelineUnit::kHour;
  timeline.columns = HoursOf(absl::CivilDay(2027, 10, 7), {utc});
  timeline.entries.resize(3);
  timeline.entries[0].kind = v1::OCCUPANCY_KIND_HOLD;
  TimelineRow& row = timeline.rows.emplace_back();
  row.bars.push_back({{at(9), at(12), utc}, 0});
  row.bars.push_back({{at(8), at(11), utc, absl::ZeroDuration(), absl::Hours(2)}, 1});
  row.bars.push_back({{at(9), at(11), utc, absl::Hours(1)}, 2});
  const auto uses = UsesIn(timeline, row, 10);
  ASSERT_THAT(uses, SizeIs(3));
  EXPECT_EQ(uses[0].entry, 2);
  EXPECT_TRUE(uses[0].open);
  EXPECT_EQ(uses[1].entry, 1);
  EXPECT_FALSE(uses[1].open);
  EXPECT_EQ(uses[2].entry, 0);
  EXPECT_FALSE(UsesIn(timeline, row, 9)[0].open);
}

}  // namespace
}  // namespace taqvim::cli
