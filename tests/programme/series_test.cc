// Events that repeat, from the command line and from files.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "client/cli/text/usage_error.h"
#include "tests/programme/programme_fixture.h"
#include "tests/support/bookings.h"

namespace taqvim::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTalks[] = R"(
  - id: talks
    title: {en: Tuesday talks}
    owner: library
    period: {timed: {start: 2025-10-07T18:00, end: 2025-10-07T19:00}}
    bookings: [{id: hall, space: library/east}]
    activity: {form: talk}
    recurrence:
      rule: FREQ=WEEKLY;COUNT=5
      excluded_days: [2025-10-14]
      moved_occurrences:
        - {day: 2025-10-21, period: {timed: {start: 2025-10-22T18:00, end: 2025-10-22T19:00}}}
    confirm: true
)";

class Series : public ProgrammeTest {
 protected:
  void Apply(const std::string& name, const std::string& text) {
    const Ran ran = ApplyFiles({File(name, text)});
    ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  }
  Ran CreateTalks(const std::vector<std::string>& more, const std::string& day = "2025-10-07") {
    std::vector<std::string> words = {
        "activities",   "create",  "talks",        "--title",   "en=Talks",
        "--owner",      "library", "--form",       "talk",      "--start",
        day + "T18:00", "--end",   day + "T19:00", "--booking", "space=library/east"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
};

TEST_F(Series, IsAppliedOnceAndThenChangesNothing) {
  const std::string text = absl::StrCat(kLibrary, "events:", kTalks);
  Apply("talks.yaml", text);
  const std::string before = Everything(client());
  const Ran again = ApplyFiles({File("talks.yaml", text)});
  EXPECT_EQ(again.code, cli::kExitOk) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("events/talks")));
  EXPECT_EQ(Everything(client()), before);
}

TEST_F(Series, ShowsEachOccurrenceInTheTimelineAndInLists) {
  Apply("talks.yaml", absl::StrCat(kLibrary, "events:", kTalks));
  const Ran timeline = Run({"timeline", "--from", "2025-10-06", "--to", "2025-10-29"});
  EXPECT_THAT(timeline.out,
              AllOf(HasSubstr("#1  Tue 2025-10-07 18:00-19:00  Tuesday talks\n"),
                    HasSubstr("Wed 2025-10-22 18:00"), HasSubstr("Tue 2025-10-28 18:00"),
                    Not(HasSubstr("2025-10-14 18:00"))))
      << timeline.out;
  const Ran listed = Run({"occurrences", "list", "talks"});
  EXPECT_EQ(listed.code, cli::kExitOk) << listed.err;
  EXPECT_THAT(listed.out, AllOf(HasSubstr("2025-10-07  2025-10-07 18:00  2025-10-07 19:00  "
                                          "venues/library/spaces/east  confirmed    booked\n"),
                                HasSubstr("2025-10-14  2025-10-14 18:00  2025-10-14 19:00  "
                                          "venues/library/spaces/east  confirmed    excluded\n"),
                                HasSubstr("2025-10-21  2025-10-22 18:00  2025-10-22 19:00  "
                                          "venues/library/spaces/east  confirmed    booked\n")));
}

TEST_F(Series, ListsAnOccurrenceInASkippedHourWhereItIsClaimed) {
  // The clocks of Berlin go from two to three on 28 March 2027.
  Apply("night.yaml", R"(
organizations:
  - {id: museum, title: {en: The museum}, country: DE}
venues:
  - id: museum
    title: {en: The museum}
    city: Berlin
    country: DE
    time_zone: Europe/Berlin
    spaces: [{id: hall, title: {en: Hall}}]
events:
  - id: night
    title: {en: Night of museums}
    owner: museum
    period: {timed: {start: 2027-03-21T02:30, end: 2027-03-21T03:30}}
    bookings: [{id: hall, space: museum/hall}]
    activity: {form: tour}
    recurrence: {rule: FREQ=WEEKLY;COUNT=3}
    confirm: true
)");
  const Ran listed = Run({"occurrences", "list", "night"});
  EXPECT_EQ(listed.code, cli::kExitOk) << listed.err;
  EXPECT_THAT(listed.out, AllOf(HasSubstr("2027-03-21  2027-03-21 02:30  2027-03-21 03:30  "
                                          "venues/museum/spaces/hall  confirmed    booked\n"),
                                HasSubstr("2027-03-28  2027-03-28 03:30  2027-03-28 04:30  "
                                          "venues/museum/spaces/hall  confirmed    booked\n"),
                                HasSubstr("2027-04-04  2027-04-04 02:30  2027-04-04 03:30  "
                                          "venues/museum/spaces/hall  confirmed    booked\n")));
  // And nobody else gets the hall then.
  const Ran other = Run({"activities", "create", "dawn", "--title", "en=Dawn", "--owner", "museum",
                         "--form", "talk", "--start", "2027-03-28T04:00", "--end",
                         "2027-03-28T05:00", "--booking", "space=museum/hall"});
  EXPECT_EQ(other.code, cli::kExitRefused);
  EXPECT_THAT(other.err, AllOf(HasSubstr("events/night"), HasSubstr("2027-03-28")));
}

TEST_F(Series, FailsSkipsOrHoldsAsItIsTold) {
  // Within what is claimed, whenever the test runs.
  const absl::CivilDay first = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30;
  const std::string day = absl::FormatCivilTime(first), second = absl::FormatCivilTime(first + 7);
  Apply("gala.yaml", absl::StrCat(kLibrary, "events:",
                                  ConcertIn("gala", "east", second + "T17:00", second + "T18:30")));
  const Ran failed = CreateTalks({"--rule", "FREQ=WEEKLY;COUNT=3"}, day);
  EXPECT_EQ(failed.code, cli::kExitRefused);
  EXPECT_THAT(failed.err,
              AllOf(HasSubstr("OCCURRENCE"), HasSubstr(second), HasSubstr("events/gala")));
  const Ran skipped = CreateTalks({"--rule", "FREQ=WEEKLY;COUNT=3", "--on-conflict", "skip"}, day);
  EXPECT_EQ(skipped.code, cli::kExitOk) << skipped.err;
  const std::string times = absl::StrCat(second, "  ", second, " 18:00  ", second,
                                         " 19:00  venues/library/spaces/east  ");
  EXPECT_THAT(Run({"occurrences", "list", "talks"}).out,
              HasSubstr(times + "tentative    skipped\n"));
  const Ran held = Run({"events", "update", "talks", "--on-conflict", "hold"});
  EXPECT_EQ(held.code, cli::kExitOk) << held.err;
  ASSERT_EQ(Run({"events", "confirm", "talks"}).code, cli::kExitOk);
  EXPECT_THAT(Run({"occurrences", "list", "talks"}).out, HasSubstr(times + "confirmed    held\n"));
}

TEST_F(Series, SaysWhatIsWrongWithARule) {
  Apply("library.yaml", kLibrary);
  const Ran ran = CreateTalks({"--rule", "FREQ=WEEKLY;BYDAY=XX"});
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.err, HasSubstr("--rule"));
  EXPECT_THAT(ran.err, HasSubstr("has \"XX\" in BYDAY; its values are MO, TU"));
}

}  // namespace
}  // namespace taqvim::testing
