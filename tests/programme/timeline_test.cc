#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"
#include "tests/programme/programme_fixture.h"

namespace taqvim::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Timeline : public ProgrammeTest {
 protected:
  Timeline() {
    const Ran ran = ApplyFiles(
        {File("a.yaml",
              absl::StrCat(kLibrary,
                           R"(
    closures:
      - id: repairs
        spaces: [west]
        period: {dated: {first_day: 2025-10-11, last_day: 2025-10-11}}
        reason: {en: Repairs}
)"
                           "events:",
                           ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00")))});
    EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  }
};

TEST_F(Timeline, ShowsSpacesWithTheirPartsByDay) {
  const Ran ran = Run({"timeline", "--from", "2025-10-09", "--to", "2025-10-12"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("              Oct 2025\n"
                                 "              Thu Fri Sat Sun\n"
                                 "               9  10  11  12\n"
                                 "Library, Astana (Asia/Almaty)\n"));
  EXPECT_THAT(ran.out, HasSubstr("  East hall   .   #1  .   .\n"));
  EXPECT_THAT(ran.out, HasSubstr("  West hall   .   .   x2  .\n"));
  EXPECT_THAT(ran.out, HasSubstr("  Both halls  .   #1  x2  .\n"));
  EXPECT_THAT(ran.out, HasSubstr("#1  Fri 2025-10-10 18:00-20:00  Concert gala\n"));
  EXPECT_THAT(ran.out, HasSubstr("Repairs\n"));
}

TEST_F(Timeline, ShowsWhatIsConfirmedBeforeAHold) {
  // Longer, earlier, and of the same day and hall.
  const Ran held = Run({"activities", "create", "idea", "--title", "en=Idea", "--owner", "library",
                        "--form", "talk", "--start", "2025-10-10T10:00", "--end",
                        "2025-10-10T18:00", "--booking", "space=library/east"});
  ASSERT_EQ(held.code, cli::kExitOk) << held.err;
  const Ran ran = Run({"timeline", "--from", "2025-10-10", "--to", "2025-10-10", "--by", "day"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("  East hall   #2+\n"), HasSubstr("  Both halls  #2+\n"),
                             HasSubstr("?1  Fri 2025-10-10 10:00-18:00  Idea\n")));
}

// Almaty is an hour ahead of Baku.
TEST_F(Timeline, ShowsParticipantsOnTheDaysOfWhereTheyAre) {
  const std::string tour = R"(
participants:
  - {id: ensemble, title: {en: Ensemble}, kind: ensemble}
venues:
  - id: baku
    title: {en: Baku}
    country: AZ
    city: Baku
    time_zone: Asia/Baku
    spaces: [{id: stage, title: {en: Stage}}]
events:
  - id: home
    title: {en: Home}
    owner: library
    activity: {form: concert}
    period: {timed: {start: 2025-10-14T00:30, end: 2025-10-14T02:00}}
    bookings: [{id: who, participant: ensemble}, {id: hall, space: library/west}]
    confirm: true
  - id: away
    title: {en: Away}
    owner: library
    activity: {form: concert}
    period: {timed: {start: 2025-10-15T23:30, end: 2025-10-16T00:00}}
    bookings: [{id: who, participant: ensemble}, {id: hall, space: baku/stage}]
    confirm: true
)";
  const Ran applied = ApplyFiles({File("tour.yaml", tour)});
  ASSERT_EQ(applied.code, cli::kExitOk) << applied.err;
  const Ran ran =
      Run({"timeline", "--participant", "ensemble", "--from", "2025-10-14", "--to", "2025-10-16"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Participants (on the days of where they are)\n"),
                             HasSubstr("  Ensemble    #1  #2  .\n"),
                             HasSubstr("#1  Tue 2025-10-14 00:30-02:00 (Asia/Almaty)  Home\n"),
                             HasSubstr("#2  Wed 2025-10-15 23:30-00:00 (Asia/Baku)    Away\n")))
      << ran.out;
  // The last day is that of where the ensemble is, too.
  const Ran day =
      Run({"timeline", "--participant", "ensemble", "--from", "2025-10-13", "--to", "2025-10-13"});
  EXPECT_THAT(day.out, HasSubstr("Everything is free."));
  const Ran query = Run({"occupancy", "query", "participants/ensemble", "--first-day", "2025-10-13",
                         "--last-day", "2025-10-16"});
  EXPECT_THAT(query.out, AllOf(HasSubstr("TIME ZONE"), HasSubstr("2025-10-14 00:30"),
                               HasSubstr("2025-10-15 23:30"), HasSubstr("Asia/Baku")));
}

TEST_F(Timeline, ConflictsOfParticipantsAreInTheZoneOfTheBooking) {
  ASSERT_EQ(Run({"participants", "create", "ensemble", "--title", "en=Ensemble"}).code, 0);
  const auto create = [this](const std::string& id, const std::string& space) {
    return Run({"activities", "create", id, "--title", "en=Tour", "--owner", "library", "--form",
                "concert", "--start", "2025-10-20T18:00", "--end", "2025-10-20T20:00", "--booking",
                "participant=ensemble", "--booking", "space=library/" + space});
  };
  ASSERT_EQ(create("one", "east").code, 0);
  ASSERT_EQ(Run({"events", "confirm", "one"}).code, 0);
  const Ran refused = create("two", "west");
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("TIME ZONE"), HasSubstr("participants/ensemble"),
                                 HasSubstr("2025-10-20 18:00  2025-10-20 20:00  Asia/Almaty"),
                                 Not(HasSubstr("13:00Z"))));
}

TEST_F(Timeline, ShowsHoursOfADay) {
  const Ran ran = Run({"timeline", "--venue", "library", "--from", "2025-10-10", "--by", "hour"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("17  18  19  20"));
}

// From 16:00 on the hall is set up, for what is announced from 18:00 on.
TEST_F(Timeline, TellsWhatIsAnnouncedFromSetUpAndDrawsNothingThatIsCancelled) {
  for (const std::string id : {"film", "ball"}) {
    const std::string day = id == "film" ? "2025-10-20T" : "2025-10-21T";
    const Ran made = Run({"activities", "create", id, "--title", "en=<" + id + ">", "--owner",
                          "library", "--form", "film", "--start", day + "18:00", "--end",
                          day + "20:00", "--booking", "space=library/west,set-up=2h,tear-down=1h"});
    ASSERT_EQ(made.code, cli::kExitOk) << made.err;
    ASSERT_EQ(Run({"events", "confirm", id}).code, 0);
  }
  ASSERT_EQ(Run({"events", "cancel", "ball", "--reason", "en=Ill"}).code, 0);
  const Ran hours =
      Run({"timeline", "--space", "library/west", "--from", "2025-10-20", "--to", "2025-10-20"});
  EXPECT_THAT(hours.out, AllOf(HasSubstr(" .   .   .   .   :1  :1  #1  #1  :1  .   .   .\n"),
                               HasSubstr("18:00-20:00  <film>\n"
                                         "    in use 16:00-21:00\n"),
                               Not(HasSubstr("East hall"))))
      << hours.out;
  for (const char* format : {"svg", "html"}) {
    const Ran drawn = Run({"timeline", "--city", "astana", "--from", "2025-10-20", "--to",
                           "2025-10-21", "-o", format});
    EXPECT_EQ(drawn.code, cli::kExitOk) << drawn.err;
    EXPECT_THAT(drawn.out, AllOf(HasSubstr("&lt;film&gt;; West hall; Mon 2025-10-20 18:00-20:00, "
                                           "in use 16:00-21:00; confirmed"),
                                 Not(HasSubstr("ball"))));
  }
}

// The tear-down of the day before is all that is left of it.
TEST_F(Timeline, KnowsATearDownOnADayOnWhichNothingIsAnnounced) {
  const Ran made = Run({"activities", "create", "ball", "--title", "en=Ball", "--owner", "library",
                        "--form", "concert", "--start", "2025-10-20T20:00", "--end",
                        "2025-10-20T23:00", "--booking", "space=library/west,tear-down=3h"});
  ASSERT_EQ(made.code, cli::kExitOk) << made.err;
  ASSERT_EQ(Run({"events", "confirm", "ball"}).code, 0);
  const Ran ran = Run({"timeline", "--space", "library/west", "--from", "2025-10-21", "--to",
                       "2025-10-21", "--by", "day"});
  EXPECT_THAT(ran.out, HasSubstr("  West hall   :1\n")) << ran.out;
}

TEST_F(Timeline, ShowsWhatAnOrganizationRunsAndBooks) {
  const Ran ran =
      Run({"timeline", "--organization", "library", "--from", "2025-10-10", "--to", "2025-10-11"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("  East hall   #1  .\n")) << ran.out;
  const Ran nobody = Run({"timeline", "--organization", "nobody"});
  EXPECT_EQ(nobody.code, cli::kExitRefused);
}

TEST_F(Timeline, RefusesAWindowThatEndsBeforeItBegins) {
  const Ran ran = Run({"timeline", "--from", "2025-10-10", "--to", "2025-10-09"});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("is before --from"));
}

TEST_F(Timeline, RefusesAnEventThatIsNoProgramme) {
  const Ran ran = Run({"timeline", "--programme", "gala"});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("events/gala is no programme"));
}

TEST_F(Timeline, PrintsOccupanciesForPrograms) {
  const Ran ran = Run({"timeline", "--from", "2025-10-10", "--to", "2025-10-10", "-o", "json"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"event\": \"events/gala\""));
  EXPECT_THAT(ran.out, Not(HasSubstr("#1")));
}

}  // namespace
}  // namespace taqvim::testing
