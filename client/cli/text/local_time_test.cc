#include "client/cli/text/local_time.h"

#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

// When the clocks of Berlin are set back from 03:00 to 02:00.
const absl::Time kSetBack = absl::FromUnixSeconds(1761440400);

TEST(LocalTime, IsThatOfTheZone) {
  EXPECT_EQ(LocalTime(absl::FromUnixSeconds(1760101200), "Asia/Almaty"), "2025-10-10 18:00");
}

TEST(LocalTime, IsInUtcWhereTheZoneIsNotKnown) {
  EXPECT_EQ(LocalTime(absl::FromUnixSeconds(1760101200), ""), "2025-10-10 13:00Z");
  EXPECT_EQ(LocalTime(absl::FromUnixSeconds(1760101200), "Asia/Nowhere"), "2025-10-10 13:00Z");
}

TEST(LocalTime, HasItsOffsetWhereTheClocksShowItTwice) {
  EXPECT_EQ(LocalTime(kSetBack - absl::Minutes(30), "Europe/Berlin"), "2025-10-26 02:30+02:00");
  EXPECT_EQ(LocalTime(kSetBack + absl::Minutes(30), "Europe/Berlin"), "2025-10-26 02:30+01:00");
  EXPECT_EQ(LocalTime(kSetBack + absl::Hours(1), "Europe/Berlin"), "2025-10-26 03:00");
}

TEST(OffsetIfShownTwice, OfATimeThatWasSaidIsTheEarlier) {
  const absl::TimeZone berlin = ZoneNamed("Europe/Berlin");
  EXPECT_EQ(OffsetIfShownTwice(absl::CivilSecond(2025, 10, 26, 2, 30), berlin), "+02:00");
  EXPECT_EQ(OffsetIfShownTwice(absl::CivilSecond(2025, 10, 26, 3, 30), berlin), "");
}

TEST(HoursText, SaysTheDayOfAnEndThatIsADayLater) {
  const absl::TimeZone zone = ZoneNamed("Asia/Almaty");
  const auto hours = [&](int from, int to) {
    const absl::Time day = absl::FromCivil(absl::CivilDay(2035, 10, 10), zone);
    return HoursText(day + absl::Hours(from), day + absl::Hours(to), zone);
  };
  EXPECT_EQ(hours(18, 20), "18:00-20:00");
  EXPECT_EQ(hours(22, 26), "22:00-02:00");
  EXPECT_EQ(hours(10, 33), "10:00-09:00");
  EXPECT_EQ(hours(10, 34), "10:00-2035-10-11 10:00");
  EXPECT_EQ(hours(10, 45), "10:00-2035-10-11 21:00");
}

TEST(HoursText, SaysWhichOfTwoTimesIsMeant) {
  const absl::TimeZone zone = ZoneNamed("Europe/Berlin");
  const absl::Time first = absl::FromCivil(absl::CivilMinute(2035, 10, 28, 2, 30), zone);
  EXPECT_EQ(HoursText(first, first + absl::Hours(1), zone), "02:30+02:00-02:30+01:00");
}

TEST(DayText, HasTheDayOfTheWeek) {
  EXPECT_EQ(DayText(absl::CivilDay(2035, 10, 10)), "Wed 2035-10-10");
}

}  // namespace
}  // namespace taqvim::cli
