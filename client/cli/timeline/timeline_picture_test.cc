#include "client/cli/timeline/timeline_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::DoubleNear;
using ::testing::SizeIs;

constexpr double kNear = 1e-6;

class PictureTest : public ::testing::Test {
 protected:
  PictureTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Europe/Berlin", &zone_));
    timeline_.rows.push_back({.label = "Hall", .bars = {}});
  }

  void Set(TimelineUnit unit, absl::CivilDay first, absl::CivilDay last) {
    timeline_.unit = unit;
    timeline_.columns = ColumnsOf(unit, first, last, {zone_});
  }
  absl::Time At(int month, int day, int hour) const {
    return absl::FromCivil(absl::CivilHour(2027, month, day, hour), zone_);
  }
  void Occupy(const std::string& title, absl::Time start, absl::Time end,
              absl::Duration set_up = absl::ZeroDuration(),
              absl::Duration tear_down = absl::ZeroDuration()) {
    const TimelineStretch stretch{start, end, zone_, set_up, tear_down};
    timeline_.entries.push_back({"events/e", title, v1::OCCUPANCY_KIND_CONFIRMED, {stretch}});
    timeline_.rows[0].bars.push_back({stretch, timeline_.entries.size() - 1});
  }
  std::vector<PicturePanel> Panels() const { return LayOut(timeline_); }
  PictureRow Row() const { return Panels().at(0).rows.at(0); }

  absl::TimeZone zone_;
  Timeline timeline_;
};

TEST_F(PictureTest, HasAPanelForEachDayOfHours) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 30), absl::CivilDay(2027, 10, 31));
  const auto panels = Panels();
  ASSERT_THAT(panels, SizeIs(2));
  EXPECT_EQ(panels[0].title, "Sat 2027-10-30");
  EXPECT_THAT(panels[0].ticks, SizeIs(24));
  EXPECT_THAT(panels[1].ticks, SizeIs(25));
  EXPECT_EQ(panels[1].ticks[3].name, "02b");
}

TEST_F(PictureTest, HasAPanelForEachWeekOfDaysThatAreManyAndForYearsOfMonths) {
  Set(TimelineUnit::kDay, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 20));
  EXPECT_THAT(Panels(), SizeIs(1));
  Set(TimelineUnit::kDay, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 21));
  ASSERT_THAT(Panels(), SizeIs(3));
  EXPECT_EQ(Panels()[1].title, "2027-10-11 to 2027-10-17");
  EXPECT_TRUE(Panels()[0].ticks[2].weekend);
  EXPECT_FALSE(Panels()[0].ticks[1].weekend);
  Set(TimelineUnit::kMonth, absl::CivilDay(2027, 10, 1), absl::CivilDay(2028, 2, 1));
  EXPECT_THAT(Panels(), SizeIs(2));
  Set(TimelineUnit::kWeek, absl::CivilDay(2027, 1, 1), absl::CivilDay(2027, 12, 31));
  EXPECT_THAT(Panels(), SizeIs(2));
  Set(TimelineUnit::kYear, absl::CivilDay(2027, 1, 1), absl::CivilDay(2030, 12, 31));
  EXPECT_THAT(Panels(), SizeIs(1));
}

TEST_F(PictureTest, PutsBarsWhereTheirTimesAre) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 7));
  Occupy("Gala", At(10, 7, 12), At(10, 7, 20), absl::Hours(2), absl::Hours(1));
  const PictureBar bar = Row().bars.at(0);
  EXPECT_THAT(bar.start, DoubleNear(12.0 / 24, kNear));
  EXPECT_THAT(bar.opens, DoubleNear(14.0 / 24, kNear));
  EXPECT_THAT(bar.closes, DoubleNear(19.0 / 24, kNear));
  EXPECT_THAT(bar.end, DoubleNear(20.0 / 24, kNear));
  EXPECT_EQ(bar.label, "Gala");
  EXPECT_THAT(bar.label_start, DoubleNear(bar.opens, kNear));
  EXPECT_EQ(bar.name,
            "Gala; Hall; Thu 2027-10-07 14:00-19:00, in use 12:00-20:00; "
            "confirmed");
}

// Of 25 hours, two and a half have passed when the clocks show 02:30 first, and then again.
TEST_F(PictureTest, PutsBarsByTheHoursThatADayHas) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 31), absl::CivilDay(2027, 10, 31));
  const absl::Time first = At(10, 31, 0) + absl::Minutes(150);
  Occupy("Night", first, first + absl::Hours(1));
  EXPECT_THAT(Row().bars.at(0).start, DoubleNear(2.5 / 25, kNear));
  EXPECT_THAT(Row().bars.at(0).end, DoubleNear(3.5 / 25, kNear));
  timeline_.rows[0].bars.clear();
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 3, 28), absl::CivilDay(2027, 3, 28));
  Occupy("Dawn", At(3, 28, 0), At(3, 28, 4));
  EXPECT_THAT(Row().bars.at(0).end, DoubleNear(3.0 / 23, kNear));
}

// In Almaty there is no second 02:00 on that day: what ends then ends before that column, and
// what begins at three begins after it.
TEST_F(PictureTest, LeavesOutTheHoursThatAPlaceHasNot) {
  absl::TimeZone almaty;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Almaty", &almaty));
  const absl::CivilDay day(2027, 10, 31);
  timeline_.unit = TimelineUnit::kHour;
  timeline_.columns = ColumnsOf(TimelineUnit::kHour, day, day, {zone_, almaty});
  timeline_.rows[0].zone = almaty;
  zone_ = almaty;
  Occupy("One", At(10, 31, 0), At(10, 31, 3));
  Occupy("Two", At(10, 31, 3), At(10, 31, 24));
  const PictureRow row = Row();
  EXPECT_TRUE(row.skips[3]);
  EXPECT_FALSE(row.skips[4]);
  EXPECT_THAT(row.bars[0].end, DoubleNear(3.0 / 25, kNear));
  EXPECT_THAT(row.bars[1].start, DoubleNear(4.0 / 25, kNear));
  EXPECT_EQ(row.bars[1].end, 1);
}

TEST_F(PictureTest, CutsBarsAtTheEndsOfPanelsAndLeavesOutThoseOfOthers) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 8));
  Occupy("Ball", At(10, 7, 22), At(10, 8, 2), absl::Hours(1), absl::Hours(1));
  Occupy("Display", At(10, 8, 0), absl::InfiniteFuture());
  const auto panels = Panels();
  ASSERT_THAT(panels[0].rows[0].bars, SizeIs(1));
  EXPECT_EQ(panels[0].rows[0].bars[0].end, 1);
  EXPECT_TRUE(panels[0].rows[0].bars[0].goes_on);
  EXPECT_FALSE(panels[0].rows[0].bars[0].from_before);
  EXPECT_TRUE(panels[1].rows[0].bars[0].from_before);
  EXPECT_FALSE(panels[1].rows[0].bars[0].goes_on);
  EXPECT_FALSE(panels[1].rows[0].bars[1].from_before);
  EXPECT_TRUE(panels[1].rows[0].bars[1].goes_on);
  ASSERT_THAT(panels[1].rows[0].bars, SizeIs(2));
  EXPECT_EQ(panels[1].rows[0].bars[0].start, 0);
  EXPECT_EQ(panels[1].rows[0].bars[0].opens, 0);
  EXPECT_EQ(panels[1].rows[0].bars[1].end, 1);
}

TEST_F(PictureTest, PutsLabelsThatDoNotFitBesideTheirBars) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 7));
  Occupy("A long title of a talk", At(10, 7, 10), At(10, 7, 11));
  Occupy("A long title of a film", At(10, 7, 22), At(10, 7, 23));
  const PictureRow row = Row();
  EXPECT_EQ(row.bars[0].label_start, row.bars[0].end);
  EXPECT_EQ(row.bars[1].label_end, row.bars[1].start);
  EXPECT_TRUE(row.bars[1].label_before);
  EXPECT_FALSE(row.bars[0].label_before);
  EXPECT_EQ(row.lanes, 1);
}

TEST_F(PictureTest, HasALineOfItsOwnForWhatMeetsABarOrALabel) {
  Set(TimelineUnit::kHour, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 7));
  Occupy("One", At(10, 7, 1), At(10, 7, 3));
  Occupy("Two", At(10, 7, 2), At(10, 7, 4));
  Occupy("Three", At(10, 7, 3), At(10, 7, 9));
  const PictureRow row = Row();
  EXPECT_EQ(row.lanes, 2);
  EXPECT_EQ(row.bars[0].lane, 0);
  EXPECT_EQ(row.bars[1].lane, 1);
  EXPECT_EQ(row.bars[2].lane, 0);
}

TEST_F(PictureTest, SaysWhenWhatIsDrawnByDayBegins) {
  Set(TimelineUnit::kDay, absl::CivilDay(2027, 10, 7), absl::CivilDay(2027, 10, 8));
  Occupy("Talk", At(10, 7, 10), At(10, 7, 11));
  Occupy("Fair", At(10, 8, 0), At(10, 9, 0));
  EXPECT_EQ(Row().bars[0].label, "10:00 Talk");
  EXPECT_EQ(Row().bars[1].label, "Fair");
}

TEST_F(PictureTest, HasWhatRepeatsOnOneLineOfWeeks) {
  Set(TimelineUnit::kWeek, absl::CivilDay(2027, 10, 4), absl::CivilDay(2027, 12, 5));
  Occupy("Talks", At(10, 7, 10), At(10, 7, 11));
  for (int day : {8, 9, 10}) {
    timeline_.rows[0].bars.push_back({{At(10, day, 10), At(10, day, 11), zone_}, 0});
  }
  const PictureRow row = Row();
  EXPECT_EQ(row.lanes, 1);
  EXPECT_EQ(row.bars[0].label, "");
  EXPECT_EQ(row.bars[3].label, "10:00 Talks");
}

TEST_F(PictureTest, IsOfAllVenuesWhereNothingElseIsSaid) {
  EXPECT_EQ(PictureTitle(timeline_), "All venues");
  timeline_.title = "Astana";
  EXPECT_EQ(PictureTitle(timeline_), "Astana");
}

}  // namespace
}  // namespace taqvim::cli
