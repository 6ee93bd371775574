#include "client/cli/timeline/timeline_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace taqvim::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

absl::TimeZone ZoneNamed(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

class TimelineTest : public testing::Test {
 protected:
  TimelineTest() {
    SetDays(absl::CivilDay(2025, 10, 7), 4);
    timeline_.rows.push_back({.label = "Library, Astana", .heading = true, .bars = {}});
    timeline_.rows.push_back({.label = "Hall", .bars = {}});
    timeline_.rows.push_back({.label = "Corner", .bars = {}});
  }

  void SetDays(absl::CivilDay first, int count) {
    timeline_.unit = TimelineUnit::kDay;
    timeline_.columns = ColumnsOf(timeline_.unit, first, first + (count - 1), {});
  }
  // Whatever the clocks skip or repeat.
  void SetHours(absl::CivilHour first, int count) {
    timeline_.unit = TimelineUnit::kHour;
    timeline_.columns.clear();
    for (int i = 0; i < count; ++i) timeline_.columns.push_back({first + i, first + i + 1});
  }

  absl::Time At(int day, int hour, int minute = 0) const {
    return absl::FromCivil(absl::CivilSecond(2025, 10, day, hour, minute), zone_);
  }

  void Occupy(size_t row, std::string title, absl::Time start, absl::Time end,
              v1::OccupancyKind kind = v1::OCCUPANCY_KIND_CONFIRMED) {
    OccupyAt(zone_, row, std::move(title), start, end, kind);
  }

  void OccupyAt(absl::TimeZone zone, size_t row, std::string title, absl::Time start,
                absl::Time end, v1::OccupancyKind kind = v1::OCCUPANCY_KIND_CONFIRMED) {
    const TimelineStretch stretch{start, end, zone};
    timeline_.entries.push_back({"events/e", std::move(title), kind, {stretch}});
    timeline_.rows[row].bars.push_back({stretch, timeline_.entries.size() - 1});
  }

  std::string Draw(TimelineStyle style = {}) const { return DrawTimeline(timeline_, style); }

  const absl::TimeZone zone_ = ZoneNamed("Asia/Almaty");
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
            "#1  Tue 2025-10-07 09:00-10:45      Signing\n"
            "#2  from Wed 2025-10-08, permanent  Display\n"
            "?3  Thu 2025-10-09 22:00-01:00      Concert\n"
            "x4  Wed 2025-10-08                  Repairs\n"
            "\n"
            "# confirmed, : set-up or tear-down, x closed, ? hold, . free, + more than one\n"
            "Times are local (Asia/Almaty), as announced.\n");
}

TEST_F(TimelineTest, ShowsWhatIsConfirmedBeforeAClosureAndThatBeforeAHold) {
  Occupy(1, "Idea", At(7, 9), At(9, 10), v1::OCCUPANCY_KIND_HOLD);
  Occupy(1, "Repairs", At(7, 10), At(8, 12), v1::OCCUPANCY_KIND_CLOSURE);
  Occupy(1, "Concert", At(7, 18), At(7, 20));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #3+ x2+ ?1  .\n"));
}

TEST_F(TimelineTest, SaysThatAnEveningEndsAtMidnight) {
  Occupy(1, "Ball", At(7, 20), At(8, 0));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Hall        #1  .   .   .\n"),
                            HasSubstr("#1  Tue 2025-10-07 20:00-00:00  Ball\n")));
}

TEST_F(TimelineTest, SaysTheZoneOfEachTimeWhereTheyDiffer) {
  const absl::TimeZone baku = ZoneNamed("Asia/Baku");
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  // From 23:30 on the 7th to 01:00 on the 8th there, and an hour later here.
  OccupyAt(baku, 2, "Tour", At(8, 0, 30), At(8, 2));
  OccupyAt(baku, 2, "Display", absl::FromCivil(absl::CivilDay(2025, 10, 9), baku),
           absl::FromCivil(absl::CivilDay(2025, 10, 10), baku));
  EXPECT_THAT(Draw({.width = 120}),
              AllOf(HasSubstr("  Corner      #2  #2  #3  .\n"),
                    HasSubstr("#1  Tue 2025-10-07 10:00-11:00 (Asia/Almaty)"),
                    HasSubstr("#2  Tue 2025-10-07 23:30-01:00 (Asia/Baku)    Tour"),
                    HasSubstr("#3  Thu 2025-10-09 (Asia/Baku) "),
                    HasSubstr("Times are those of each place, as announced.\n")));
}

TEST_F(TimelineTest, SaysWhichOfTwoTimesIsMeantWhereTheClocksAreChanged) {
  const absl::Time change = absl::FromUnixSeconds(1761440400);  // 03:00 becomes 02:00
  OccupyAt(ZoneNamed("Europe/Berlin"), 1, "Night", change - absl::Hours(4),
           change + absl::Minutes(30));
  EXPECT_THAT(Draw(), HasSubstr("Sat 2025-10-25 23:00-02:30+01:00"));
}

TEST_F(TimelineTest, LeavesTheDayAfterTheLastFree) {
  Occupy(1, "Exhibition", At(7, 0), At(9, 0));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1  #1  .   .\n"));
  EXPECT_THAT(Draw(), HasSubstr("2025-10-07 to 2025-10-08"));
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

TEST_F(TimelineTest, HasHoursAsColumnsInTheZoneOfEachPlace) {
  SetHours(absl::CivilHour(2025, 10, 7, 9), 4);
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  timeline_.rows[2].bars.push_back({{At(7, 10), At(7, 11), ZoneNamed("Asia/Baku")}, 0});
  const std::string text = Draw();
  EXPECT_THAT(text, HasSubstr("              09  10  11  12\n"));
  EXPECT_THAT(text, HasSubstr("  Hall        .   #1  .   .\n"));
  EXPECT_THAT(text, HasSubstr("  Corner      #1  .   .   .\n"));
}

// From 20:00 to 24:00 it is that evening, and neither a whole day nor any of the next.
TEST_F(TimelineTest, FillsTheHoursOfAnEveningThatEndsAtMidnightAndNoOthers) {
  SetHours(absl::CivilHour(2025, 10, 7, 19), 7);
  Occupy(1, "Ball", At(7, 20), At(8, 0));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        .   #1  #1  #1  #1  .   .\n"));
}

TEST_F(TimelineTest, SaysTheHoursOfWhatBeginsAtMidnightOrEndsAtTheNextOne) {
  Occupy(1, "Watch", At(7, 0), At(7, 6));
  Occupy(1, "Fast", At(7, 22), At(9, 0));
  Occupy(1, "Vigil", At(8, 0), At(9, 6));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("#1  Tue 2025-10-07 00:00-06:00"),
                            HasSubstr("#2  Tue 2025-10-07 22:00-2025-10-09 00:00"),
                            HasSubstr("#3  Wed 2025-10-08 00:00-2025-10-09 06:00")));
}

TEST_F(TimelineTest, TakesADayOfWhichTheClocksSkipAnHourForAWholeOne) {
  const absl::TimeZone berlin = ZoneNamed("Europe/Berlin");
  SetDays(absl::CivilDay(2025, 3, 29), 4);
  OccupyAt(berlin, 1, "Fair", absl::FromCivil(absl::CivilDay(2025, 3, 30), berlin),
           absl::FromCivil(absl::CivilDay(2025, 3, 31), berlin));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Hall        .   #1  .   .\n"),
                            HasSubstr("#1  Sun 2025-03-30  Fair\n")));
}

TEST_F(TimelineTest, HasEachTimeOfWhatRepeatsOnALineOfItsOwn) {
  Occupy(1, "Talks", At(7, 10), At(7, 11));
  timeline_.entries[0].stretches.push_back({At(9, 10), At(9, 11), zone_});
  EXPECT_THAT(Draw(), HasSubstr("#1  Tue 2025-10-07 10:00-11:00  Talks\n"
                                "    Thu 2025-10-09 10:00-11:00\n"));
}

TEST_F(TimelineTest, HasTheFirstTimesOfWhatRepeatsByWeekAndCountsTheOthers) {
  timeline_.unit = TimelineUnit::kWeek;
  timeline_.columns =
      ColumnsOf(timeline_.unit, absl::CivilDay(2025, 10, 6), absl::CivilDay(2025, 10, 31), {zone_});
  Occupy(1, "Talks", At(7, 10), At(7, 11));
  for (int day = 8; day <= 12; ++day) {
    timeline_.entries[0].stretches.push_back({At(day, 10), At(day, 11), zone_});
  }
  EXPECT_THAT(Draw(), HasSubstr("    Thu 2025-10-09 10:00-11:00\n"
                                "    and 3 more, the last Sun 2025-10-12\n"));
  EXPECT_THAT(Draw(), HasSubstr("              W41 W42 W43 W44\n               6  13  20  27\n"));
}

TEST_F(TimelineTest, SaysADayOfWhichMonthWhereANewOneBegins) {
  SetDays(absl::CivilDay(2025, 9, 29), 4);
  EXPECT_THAT(Draw(), HasSubstr("                      Oct 2025\n"
                                "              Mon Tue Wed Thu\n"
                                "              29  30   1   2\n"));
  SetDays(absl::CivilDay(2025, 9, 28), 4);
  EXPECT_THAT(Draw(), HasSubstr("              Sep 2025    Oct 2025\n"));
}

TEST_F(TimelineTest, NamesTheMonthOfMostDaysWhereOneHasNoRoom) {
  SetDays(absl::CivilDay(2026, 11, 30), 14);
  EXPECT_THAT(Draw(), AllOf(HasSubstr("Dec 2026"), Not(HasSubstr("Nov 2026"))));
}

TEST_F(TimelineTest, NamesWhatHasNoTitleAndCutsWhatIsTooWide) {
  Occupy(1, "", At(7, 9), At(7, 10));
  EXPECT_THAT(Draw(), HasSubstr("10:00  events/e\n"));
  EXPECT_THAT(Draw({.width = 48}), HasSubstr("#1  events/e\n    Tue 2025-10-07 09:00-10:00\n"));
  timeline_.rows[1].label = std::string(33, 'h');
  EXPECT_THAT(Draw({.width = 128}), HasSubstr("  " + std::string(31, 'h') + "…  #1"));
  EXPECT_THAT(Draw({.width = 80}), HasSubstr("  " + std::string(19, 'h') + "…  #1"));
}

TEST_F(TimelineTest, HasWiderCellsWhereNumbersAre) {
  for (int i = 0; i < 100; ++i) Occupy(2, "Talk", At(10, 9), At(10, 10));
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #101 .    .    .\n"));
}

TEST_F(TimelineTest, SaysWhereAPermanentDisplayIsWhereZonesDiffer) {
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  OccupyAt(ZoneNamed("Asia/Baku"), 2, "Display", At(8, 1), absl::InfiniteFuture());
  OccupyAt(ZoneNamed("Asia/Baku"), 2, "Fair", At(8, 1), At(10, 1));
  EXPECT_THAT(Draw({.width = 120}), AllOf(HasSubstr("from Wed 2025-10-08, permanent (Asia/Baku)"),
                                          HasSubstr("2025-10-08 to 2025-10-09 (Asia/Baku)")));
}

TEST_F(TimelineTest, LeavesAnHourThatTheClocksSkipEmpty) {
  SetHours(absl::CivilHour(2025, 3, 30, 1), 4);
  const absl::Time skip = absl::FromUnixSeconds(1743296400);  // 02:00, when it becomes 03:00
  OccupyAt(ZoneNamed("Europe/Berlin"), 1, "Talk", skip - absl::Hours(1), skip + absl::Hours(1));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Hall        #1  -   #1  .\n"),
                            HasSubstr("What is marked with - the clocks there do not show.\n")));
}

TEST_F(TimelineTest, TellsSetUpAndTearDownFromWhatIsAnnounced) {
  SetHours(absl::CivilHour(2025, 10, 7, 17), 6);
  const TimelineStretch stretch{At(7, 17), At(7, 21, 30), zone_, absl::Minutes(90),
                                absl::Minutes(30)};
  timeline_.entries.push_back({"events/e", "Gala", v1::OCCUPANCY_KIND_CONFIRMED, {stretch}});
  timeline_.rows[1].bars.push_back({stretch, 0});
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Hall        :1  #1  #1  #1  :1  .\n"),
                            HasSubstr("#1  Tue 2025-10-07 18:30-21:00  Gala\n"
                                      "    in use 17:00-21:30\n")));
}

// Though nothing is on there.
TEST_F(TimelineTest, SaysWhereTimesAreWhereAPlaceIsInAnotherZone) {
  timeline_.rows[1].zone = zone_;
  timeline_.rows[2].zone = ZoneNamed("Asia/Baku");
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("10:00-11:00 (Asia/Almaty)"),
                            HasSubstr("Times are those of each place")));
}

TEST_F(TimelineTest, HasCellsAsWideAsTheWidest) {
  for (int i = 0; i < 9; ++i) Occupy(2, "Talk", At(10, 9), At(10, 10));
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  Occupy(1, "Film", At(7, 11), At(7, 12));
  Occupy(1, "Tour", At(8, 9), At(8, 10));
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Hall        #10+ #12  .    .\n"),
                            HasSubstr("  Corner      .    .    .    #1+\n")));
}

// Two days by the hour at 80 columns: each of two blocks of twelve.
TEST_F(TimelineTest, DividesDaysOfHoursEvenly) {
  SetHours(absl::CivilHour(2025, 10, 7), 48);
  const std::string text = Draw({.width = 80});
  EXPECT_THAT(text, AllOf(HasSubstr(" 00  01  02  03  04  05  06  07  08  09  10  11\n"),
                          HasSubstr(" 12  13  14  15  16  17  18  19  20  21  22  23\n")));
}

TEST_F(TimelineTest, UsesColourOnlyWhenAsked) {
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  EXPECT_THAT(Draw(), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Draw({.color = true}), HasSubstr("\x1b["));
}

TEST_F(TimelineTest, SaysThatEverythingIsFree) {
  EXPECT_THAT(Draw(), HasSubstr("Everything is free.\n"));
}

// What is in a cell counts once, and the days after the last are no less than others.
TEST_F(TimelineTest, CountsAnEntryThatIsInACellTwiceOnce) {
  Occupy(1, "Talk", At(7, 9), At(7, 10));
  timeline_.rows[1].bars.push_back({{At(7, 12), At(7, 13), zone_}, 0});
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1  .   .   .\n"));
}

// Samoa had no 30 December 2011.
TEST_F(TimelineTest, LeavesADayThatTheClocksSkipEmpty) {
  const absl::TimeZone apia = ZoneNamed("Pacific/Apia");
  SetDays(absl::CivilDay(2011, 12, 29), 4);
  OccupyAt(apia, 1, "Fair", absl::FromCivil(absl::CivilDay(2011, 12, 29), apia),
           absl::FromCivil(absl::CivilDay(2012, 1, 1), apia));
  EXPECT_THAT(Draw(), HasSubstr("  Hall        #1  -   #1  .\n"));
  SetHours(absl::CivilHour(2011, 12, 30, 22), 4);
  EXPECT_THAT(Draw(), HasSubstr("  Hall        -   -   #1  #1\n"));
}

TEST_F(TimelineTest, DrawsAtLeastOneColumnABlock) {
  Occupy(1, "Talk", At(8, 9), At(8, 10));
  EXPECT_THAT(Draw({.width = 10}), HasSubstr("  Hall        .\n"));
  EXPECT_THAT(Draw({.width = 10}), HasSubstr("  Hall        #1\n"));
}

TEST_F(TimelineTest, GivesLabelsTheRoomThatTheLongestTakes) {
  timeline_.rows[0].label = "A heading that is longer than any label";
  timeline_.rows[1].label = "Chamber hall";
  EXPECT_THAT(Draw(), AllOf(HasSubstr("  Chamber hall  .   .   .   .\n"),
                            HasSubstr("  Corner        .   .   .   .\n")));
}

TEST_F(TimelineTest, HeadsEachDayOfHoursOnce) {
  SetHours(absl::CivilHour(2025, 10, 7, 20), 8);
  EXPECT_THAT(Draw(), HasSubstr("              Tue 2025-10-07  Wed 2025-10-08\n"
                                "              20  21  22  23  00  01  02  03\n"));
}

TEST_F(TimelineTest, NamesTheZoneThatWasChosenAboveAll) {
  timeline_.shown_in = ZoneNamed("Asia/Baku");
  Occupy(1, "Talk", At(7, 10), At(7, 11));
  EXPECT_THAT(Draw(),
              AllOf(::testing::StartsWith("Times are all by the clocks of Asia/Baku.\n"),
                    HasSubstr("\nTimes are all by the clocks of Asia/Baku, as announced.\n")));
}

TEST_F(TimelineTest, MarksWhatIsClosed) {
  Occupy(1, "Board", At(7, 10), At(7, 11));
  timeline_.entries[0].closed = "private";
  EXPECT_THAT(Draw(), HasSubstr("  Board (private)\n"));
}

}  // namespace
}  // namespace taqvim::cli
