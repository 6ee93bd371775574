#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "client/cli/usage_error.h"
#include "tests/programme/programme_fixture.h"

namespace taqvim::testing {
namespace {

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
