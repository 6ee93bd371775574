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
  EXPECT_THAT(ran.out, HasSubstr("#1  Fri 10 Oct 2025 18:00 - 20:00 (UTC+05:00)  Concert gala\n"));
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
                             HasSubstr("?1  Fri 10 Oct 2025 10:00 - 18:00 (UTC+05:00)  Idea\n")));
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
  EXPECT_THAT(
      ran.out,
      AllOf(HasSubstr("Participants (on the days of where they are)\n"),
            HasSubstr("  Ensemble    #1  #2  .\n"),
            HasSubstr("#1  Tue 14 Oct 2025 00:30 - 02:00 (UTC+05:00, Asia/Almaty)  Home\n"),
            HasSubstr("#2  Wed 15 Oct 2025 23:30 - 24:00 (UTC+04:00, Asia/Baku)    Away\n")))
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
