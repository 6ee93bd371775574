#include "client/cli/timeline/timeline_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/text/local_time.h"
#include "client/cli/timeline/timeline_words.h"
#include "google/protobuf/text_format.h"

namespace taqvim::cli {
namespace {

constexpr char kBerlin[] = "Europe/Berlin";

absl::Time At(absl::CivilMinute local) { return absl::FromCivil(local, ZoneNamed(kBerlin)); }

v1::Occupancy InUse(absl::Time start, absl::Time end) {
  v1::Occupancy one;
  one.set_time_zone(kBerlin);
  one.mutable_start_time()->set_seconds(absl::ToUnixSeconds(start));
  if (end != absl::InfiniteFuture()) {
    one.mutable_end_time()->set_seconds(absl::ToUnixSeconds(end));
  }
  return one;
}

v1::Occurrence Announced(const std::string& text) {
  v1::Occurrence one;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &one));
  return one;
}

v1::Occurrence Evening() {
  return Announced(R"pb(
    time_zone: "Europe/Berlin"
    period {
      timed {
        start { year: 2027 month: 10 day: 7 hours: 18 }
        end { year: 2027 month: 10 day: 7 hours: 20 minutes: 30 }
      }
    })pb");
}

TEST(Hours, AreWhatIsNotSetUpAndTearDown) {
  const v1::Occurrence evening = Evening();
  const auto used =
      InUse(At(absl::CivilMinute(2027, 10, 7, 16, 0)), At(absl::CivilMinute(2027, 10, 7, 22, 0)));
  const TimelineStretch stretch = StretchOf(used, {&evening});
  EXPECT_EQ(stretch.set_up, absl::Hours(2));
  EXPECT_EQ(stretch.tear_down, absl::Minutes(90));
  EXPECT_EQ(TimesOf(stretch, false), "Thu 2027-10-07 18:00-20:30");
  EXPECT_EQ(UseOf(stretch), "in use 16:00-22:00");
}

TEST(Hours, OfWhatIsBookedAtATimeOfItsOwnAreAllOfThem) {
  const v1::Occurrence evening = Evening();
  const auto rehearsal =
      InUse(At(absl::CivilMinute(2027, 10, 6, 16, 0)), At(absl::CivilMinute(2027, 10, 6, 22, 0)));
  const TimelineStretch stretch = StretchOf(rehearsal, {&evening});
  EXPECT_EQ(stretch.set_up + stretch.tear_down, absl::ZeroDuration());
  EXPECT_EQ(UseOf(stretch), "");
}

TEST(Hours, OfDaysAreThoseOfThePlace) {
  const v1::Occurrence days = Announced(R"pb(
    period {
      dated {
        first_day { year: 2027 month: 10 day: 30 }
        last_day { year: 2027 month: 10 day: 31 }
      }
    })pb");
  const auto used =
      InUse(At(absl::CivilMinute(2027, 10, 29, 0, 0)), At(absl::CivilMinute(2027, 11, 2, 0, 0)));
  const TimelineStretch stretch = StretchOf(used, {&days});
  EXPECT_EQ(stretch.tear_down, absl::Hours(24));
  EXPECT_EQ(TimesOf(stretch, false), "2027-10-30 to 2027-10-31");
  EXPECT_EQ(UseOf(stretch), "in use 2027-10-29 to 2027-11-01");
}

TEST(Hours, OfWhatIsPermanentHaveNoEnd) {
  const v1::Occurrence display = Announced(R"pb(
    period {
      dated {
        first_day { year: 2027 month: 10 day: 7 }
        permanent: true
      }
    })pb");
  const auto used = InUse(At(absl::CivilMinute(2027, 10, 6, 0, 0)), absl::InfiniteFuture());
  const TimelineStretch stretch = StretchOf(used, {&display});
  EXPECT_EQ(TimesOf(stretch, false), "from Thu 2027-10-07, permanent");
  EXPECT_EQ(UseOf(stretch), "in use from Wed 2027-10-06");
}

// The second 02:30 of that night.
TEST(Hours, AreToldByTheOffsetWhereTheClocksShowThemTwice) {
  const v1::Occurrence night = Announced(R"pb(
    time_zone: "Europe/Berlin"
    period {
      timed {
        start {
          year: 2027
          month: 10
          day: 31
          hours: 2
          minutes: 30
          utc_offset { seconds: 3600 }
        }
        end { year: 2027 month: 10 day: 31 hours: 4 }
      }
    })pb");
  const auto used =
      InUse(At(absl::CivilMinute(2027, 10, 31, 1, 30)), At(absl::CivilMinute(2027, 10, 31, 4, 0)));
  EXPECT_EQ(StretchOf(used, {&night}).set_up, absl::Hours(2));
}

}  // namespace
}  // namespace taqvim::cli
