#include "client/cli/timeline/timeline_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAlmaty[] = "Asia/Almaty";

// A library in Astana with an east and a west hall, which together make one, for the
// week from the 6th.
class TimelineBuildTest : public ::testing::Test {
 protected:
  TimelineBuildTest() {
    scope_.first_day = absl::CivilDay(2025, 10, 6);
    scope_.last_day = absl::CivilDay(2025, 10, 12);
    scope_.participant_zone = kAlmaty;
    TimelinePlace& place = scope_.places.emplace_back();
    place.venue.set_name("venues/library");
    (*place.venue.mutable_title())["en"] = "Library";
    place.venue.set_city("Astana");
    place.venue.set_time_zone(kAlmaty);
    for (const char* id : {"both", "east", "west"}) {
      place.spaces.emplace_back().set_name(absl::StrCat("venues/library/spaces/", id));
    }
    place.spaces[0].add_parts("venues/library/spaces/east");
    place.spaces[0].add_parts("venues/library/spaces/west");
  }

  v1::Occupancy& Occupy(const std::string& resource, const std::string& event, int day, int hour,
                        int hours, const char* zone = kAlmaty) {
    absl::TimeZone at;
    EXPECT_TRUE(absl::LoadTimeZone(zone, &at));
    const absl::Time start = absl::FromCivil(absl::CivilHour(2025, 10, day, hour), at);
    v1::Occupancy& one = *occupancy_.add_occupancies();
    one.set_resource(resource);
    one.set_kind(v1::OCCUPANCY_KIND_CONFIRMED);
    if (!event.empty()) one.set_event("events/" + event);
    one.set_time_zone(zone);
    one.mutable_start_time()->set_seconds(absl::ToUnixSeconds(start));
    if (hours > 0) one.mutable_end_time()->set_seconds(absl::ToUnixSeconds(start) + 3600 * hours);
    return one;
  }
  v1::Occupancy& OccupySpace(const std::string& space, const std::string& event, int day, int hour,
                             int hours) {
    return Occupy("venues/library/spaces/" + space, event, day, hour, hours);
  }

  Timeline Build(const std::vector<std::string>& languages = {"en"}) const {
    return BuildTimeline(scope_, occupancy_, occurrences_, languages, closed_);
  }
  // The rows: label, and the names of what is in them.
  static std::vector<std::string> RowsOf(const Timeline& timeline) {
    std::vector<std::string> rows;
    for (const TimelineRow& row : timeline.rows) {
      std::string text = row.heading ? "[" + row.label + "]" : row.label;
      for (const TimelineBar& bar : row.bars) {
        absl::StrAppend(&text, " ", timeline.entries[bar.entry].name);
      }
      rows.push_back(text);
    }
    return rows;
  }
  static std::vector<std::string> TitlesOf(const Timeline& timeline) {
    std::vector<std::string> titles;
    for (const TimelineEntry& entry : timeline.entries) titles.push_back(entry.title);
    return titles;
  }
  // The stretches of the one entry, by local hours.
  std::vector<std::string> StretchesOf(size_t entry = 0) const {
    std::vector<std::string> stretches;
    const Timeline timeline = Build();
    for (const TimelineStretch& one : timeline.entries.at(entry).stretches) {
      stretches.push_back(absl::StrCat(absl::FormatTime("%d %H-", one.start, one.zone),
                                       absl::FormatTime("%H", one.end, one.zone)));
    }
    return stretches;
  }

  TimelineScope scope_;
  v1::QueryOccupancyResponse occupancy_;
  Occurrences occurrences_;
  ClosedEvents closed_;
};

TEST_F(TimelineBuildTest, HasEachDayOrEachHourAsAColumn) {
  EXPECT_EQ(Build().columns.size(), 7);
  EXPECT_EQ(Build().columns[0].start, absl::CivilHour(2025, 10, 6));
  scope_.unit = TimelineUnit::kHour;
  scope_.last_day = absl::CivilDay(2025, 10, 7);
  EXPECT_EQ(Build().columns.size(), 48);
  EXPECT_EQ(Build().unit, TimelineUnit::kHour);
  scope_.last_day = scope_.first_day;
  EXPECT_EQ(Build().columns.size(), 24);
}

TEST_F(TimelineBuildTest, ShowsInASpaceWhatOccupiesItsParts) {
  OccupySpace("east", "talk", 7, 10, 1);
  OccupySpace("west", "film", 7, 11, 1);
  OccupySpace("both", "gala", 8, 18, 2);
  EXPECT_THAT(RowsOf(Build()),
              ElementsAre("[Library, Astana (Asia/Almaty)]",
                          "venues/library/spaces/both events/gala events/talk events/film",
                          "venues/library/spaces/east events/talk",
                          "venues/library/spaces/west events/film"));
}

TEST_F(TimelineBuildTest, ShowsWhatASpaceOfAPartIsMadeOfOnce) {
  TimelinePlace& place = scope_.places[0];
  place.spaces[1].add_parts("venues/library/spaces/corner");
  place.spaces[2].add_parts("venues/library/spaces/corner");
  place.spaces[1].add_parts("venues/library/spaces/both");
  OccupySpace("corner", "chat", 7, 10, 1);
  EXPECT_THAT(RowsOf(Build())[1], "venues/library/spaces/both events/chat");
}

TEST_F(TimelineBuildTest, HasARowForTheVenueWhereItIsOccupiedAsAWhole) {
  Occupy("venues/library", "fair", 7, 0, 24);
  EXPECT_THAT(RowsOf(Build())[1], "(the venue) events/fair");
}

TEST_F(TimelineBuildTest, NumbersEntriesByTheirStartsAndThenByTheirNames) {
  OccupySpace("east", "c", 8, 10, 1);
  OccupySpace("east", "b", 7, 10, 1);
  OccupySpace("west", "a", 8, 10, 1);
  EXPECT_THAT(TitlesOf(Build()), ElementsAre("events/b", "events/a", "events/c"));
}

TEST_F(TimelineBuildTest, TellsApartWhatIsConfirmedAndWhatIsHeldOfOneEvent) {
  OccupySpace("east", "talks", 7, 10, 1);
  OccupySpace("west", "talks", 7, 10, 1).set_kind(v1::OCCUPANCY_KIND_HOLD);
  const Timeline timeline = Build();
  ASSERT_EQ(timeline.entries.size(), 2);
  EXPECT_NE(timeline.entries[0].kind, timeline.entries[1].kind);
  EXPECT_EQ(timeline.entries[timeline.rows[2].bars[0].entry].kind, v1::OCCUPANCY_KIND_CONFIRMED);
  EXPECT_EQ(timeline.entries[timeline.rows[3].bars[0].entry].kind, v1::OCCUPANCY_KIND_HOLD);
}

TEST_F(TimelineBuildTest, NamesAClosureByItself) {
  v1::Occupancy& closed = OccupySpace("east", "", 7, 10, 1);
  closed.set_kind(v1::OCCUPANCY_KIND_CLOSURE);
  closed.set_closure("venues/library/closures/works");
  EXPECT_THAT(RowsOf(Build())[2], "venues/library/spaces/east venues/library/closures/works");
}

TEST_F(TimelineBuildTest, MakesOneOfTheTimesOfAnEventThatTouchOrOverlap) {
  OccupySpace("east", "gala", 7, 12, 2);
  OccupySpace("west", "gala", 7, 10, 2);
  OccupySpace("west", "gala", 7, 11, 1);
  OccupySpace("west", "gala", 7, 15, 1);
  EXPECT_THAT(StretchesOf(), ElementsAre("07 10-14", "07 15-16"));
}

TEST_F(TimelineBuildTest, KeepsTheTimesOfTwoZonesApart) {
  OccupySpace("east", "tour", 7, 10, 2);
  Occupy("venues/opera", "tour", 7, 10, 1, "Asia/Baku");
  EXPECT_THAT(StretchesOf(), ElementsAre("07 10-12", "07 10-11"));
}

TEST_F(TimelineBuildTest, HasNoEndForWhatIsPermanent) {
  OccupySpace("east", "display", 7, 0, 0);
  EXPECT_EQ(Build().entries[0].stretches[0].end, absl::InfiniteFuture());
}

TEST_F(TimelineBuildTest, HasTitlesInTheFirstLanguageThatThereIs) {
  auto& title = *OccupySpace("east", "gala", 7, 10, 1).mutable_title();
  title["kk"] = "Гала\n";
  title["ru"] = "Концерт";
  EXPECT_THAT(TitlesOf(Build({"en", "ru", "kk"})), ElementsAre("Концерт"));
  EXPECT_THAT(TitlesOf(Build({"en"})), ElementsAre("Гала "));
}

TEST_F(TimelineBuildTest, SaysOfWhatIsClosedThatItIsTaken) {
  OccupySpace("east", "", 7, 10, 1);
  EXPECT_THAT(TitlesOf(Build()), ElementsAre("(taken; by what is not to be seen)"));
}

TEST_F(TimelineBuildTest, ShowsParticipantsInTheZoneOfWhereTheyAre) {
  EXPECT_EQ(Build().rows.size(), 4);
  scope_.participants.emplace_back().set_name("participants/p");
  EXPECT_EQ(RowsOf(Build())[4], "[Participants (Asia/Almaty)]");
  EXPECT_EQ(RowsOf(Build())[5], "participants/p");
  Occupy("participants/p", "gala", 7, 10, 1, "Asia/Baku");
  EXPECT_EQ(RowsOf(Build())[4], "[Participants (Asia/Baku)]");
  EXPECT_EQ(RowsOf(Build())[5], "participants/p events/gala");
  Occupy("participants/p", "talk", 9, 10, 1);
  EXPECT_EQ(RowsOf(Build())[4], "[Participants (on the days of where they are)]");
}

TEST_F(TimelineBuildTest, MarksWhatIsClosed) {
  OccupySpace("east", "board", 7, 10, 1);
  OccupySpace("east", "talk", 8, 10, 1);
  closed_ = {{"events/board", "private"}};
  const Timeline timeline = Build();
  EXPECT_EQ(timeline.entries[0].closed, "private");
  EXPECT_EQ(timeline.entries[1].closed, "");
}

// An evening is at another hour there, and may be on another day; whole days are the same.
TEST_F(TimelineBuildTest, IsAllInTheZoneThatWasChosen) {
  absl::TimeZone auckland;
  ASSERT_TRUE(absl::LoadTimeZone("Pacific/Auckland", &auckland));
  OccupySpace("east", "fair", 7, 0, 48);
  OccupySpace("east", "gala", 9, 18, 2);
  OccupySpace("west", "works", 10, 0, 0);
  Occupy("participants/p", "talk", 10, 9, 1, "Asia/Baku");
  scope_.participants.emplace_back().set_name("participants/p");
  scope_.shown_in = auckland;
  EXPECT_EQ(StretchesOf(0), std::vector<std::string>({"07 00-00"}));
  EXPECT_EQ(StretchesOf(2), std::vector<std::string>({"10 02-04"}));
  const Timeline timeline = Build();
  EXPECT_EQ(timeline.shown_in, auckland);
  for (const TimelineEntry& entry : timeline.entries) {
    EXPECT_EQ(entry.stretches[0].zone, auckland) << entry.name;
  }
  EXPECT_EQ(timeline.entries[1].stretches[0].end, absl::InfiniteFuture());
  EXPECT_EQ(timeline.rows[0].label, "Library, Astana");
  EXPECT_EQ(timeline.rows[1].zone, auckland);
  EXPECT_EQ(timeline.rows[4].label, "Participants");
}

}  // namespace
}  // namespace taqvim::cli
