#include "server/schedule/time/opening_hours.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kMinute = 60;

absl::TimeZone ZoneNamed(const std::string& name) { return FindZone(name).value(); }

void Add(v1::Venue& venue, int day, int open_minute, int close_minute) {
  auto* hours = venue.add_opening_hours();
  hours->set_day(static_cast<google::type::DayOfWeek>(day));
  hours->mutable_open()->set_hours(open_minute / 60);
  hours->mutable_open()->set_minutes(open_minute % 60);
  hours->mutable_close()->set_hours(close_minute / 60);
  hours->mutable_close()->set_minutes(close_minute % 60);
}

bool WithinOpeningHours(const v1::Venue& venue, const absl::TimeZone& zone,
                        const storage::Interval& interval) {
  return WeeklyHours(venue).Contain(zone, interval);
}

storage::Interval Local(const absl::TimeZone& zone, absl::CivilSecond start,
                        absl::CivilSecond end) {
  return {absl::ToUnixSeconds(absl::FromCivil(start, zone)),
          absl::ToUnixSeconds(absl::FromCivil(end, zone))};
}

// 10 to 18 on Monday to Friday.
v1::Venue Weekdays() {
  v1::Venue venue;
  for (int day = 1; day <= 5; ++day) Add(venue, day, 10 * 60, 18 * 60);
  return venue;
}

TEST(OpeningHours, OfAVenueThatHasNoneAreAlways) {
  EXPECT_TRUE(WithinOpeningHours({}, ZoneNamed("Asia/Almaty"), {0, storage::Interval::kForever}));
}

TEST(OpeningHours, IncludeBothTheirEnds) {
  const auto zone = ZoneNamed("Asia/Almaty");
  // 10 October 2025 is a Friday.
  const absl::CivilDay friday(2025, 10, 10);
  const auto within = [&](absl::CivilSecond start, absl::CivilSecond end) {
    return WithinOpeningHours(Weekdays(), zone, Local(zone, start, end));
  };
  EXPECT_TRUE(within(absl::CivilHour(friday) + 10, absl::CivilHour(friday) + 18));
  EXPECT_FALSE(
      within(absl::CivilSecond(absl::CivilHour(friday) + 10) - 1, absl::CivilHour(friday) + 18));
  EXPECT_FALSE(
      within(absl::CivilHour(friday) + 10, absl::CivilSecond(absl::CivilHour(friday) + 18) + 1));
  EXPECT_FALSE(within(absl::CivilHour(friday + 1) + 10, absl::CivilHour(friday + 1) + 18));
  EXPECT_FALSE(within(absl::CivilHour(friday - 1) + 10, absl::CivilHour(friday) + 18));
}

TEST(OpeningHours, ThatTouchCountAsOneAlsoAcrossMidnightAndTheWeek) {
  v1::Venue venue;
  Add(venue, 7, 20 * 60, 24 * 60);
  Add(venue, 1, 0, 2 * 60);
  Add(venue, 1, 2 * 60, 4 * 60);
  const auto zone = ZoneNamed("Asia/Baku");
  // From Sunday, 12 October 2025, to Monday.
  EXPECT_TRUE(WithinOpeningHours(venue, zone,
                                 Local(zone, absl::CivilSecond(2025, 10, 12, 20, 0, 0),
                                       absl::CivilSecond(2025, 10, 13, 4, 0, 0))));
  EXPECT_FALSE(WithinOpeningHours(venue, zone,
                                  Local(zone, absl::CivilSecond(2025, 10, 12, 20, 0, 0),
                                        absl::CivilSecond(2025, 10, 13, 4, 0, 1))));
}

TEST(OpeningHours, ThatNeverEndHoldEvenWhatNeverEnds) {
  v1::Venue venue;
  for (int day = 1; day <= 7; ++day) Add(venue, day, 0, 24 * 60);
  EXPECT_TRUE(
      WithinOpeningHours(venue, ZoneNamed("Asia/Almaty"), {0, storage::Interval::kForever}));
  venue.mutable_opening_hours(3)->mutable_close()->set_hours(23);
  EXPECT_FALSE(
      WithinOpeningHours(venue, ZoneNamed("Asia/Almaty"), {0, storage::Interval::kForever}));
}

TEST(OpeningHours, AreReadInCivilTimeWhenTheClocksChange) {
  v1::Venue venue;
  Add(venue, 7, 1 * 60, 5 * 60);
  const auto zone = ZoneNamed("Europe/Berlin");
  // On 30 March 2025, 01:00 to 05:00 takes three hours, on 26 October five.
  EXPECT_TRUE(WithinOpeningHours(venue, zone,
                                 Local(zone, absl::CivilSecond(2025, 3, 30, 1, 0, 0),
                                       absl::CivilSecond(2025, 3, 30, 5, 0, 0))));
  EXPECT_TRUE(WithinOpeningHours(venue, zone,
                                 Local(zone, absl::CivilSecond(2025, 10, 26, 1, 0, 0),
                                       absl::CivilSecond(2025, 10, 26, 5, 0, 0))));
  // 02:00 to 02:45 only: the clocks go back to 02:00 from 03:00, which is closed.
  v1::Venue early;
  Add(early, 7, 2 * 60, 2 * 60 + 45);
  const int64_t first_two =
      absl::ToUnixSeconds(zone.At(absl::CivilSecond(2025, 10, 26, 2, 0, 0)).pre);
  EXPECT_TRUE(WithinOpeningHours(early, zone, {first_two, first_two + 45 * kMinute}));
  EXPECT_TRUE(
      WithinOpeningHours(early, zone, {first_two + 60 * kMinute, first_two + 105 * kMinute}));
  EXPECT_FALSE(WithinOpeningHours(early, zone, {first_two, first_two + 105 * kMinute}));
}

// Says of each minute by itself whether the venue is open.
bool OpenAt(const v1::Venue& venue, const absl::TimeZone& zone, int64_t second) {
  const absl::CivilSecond local = zone.At(absl::FromUnixSeconds(second)).cs;
  const int minute = local.hour() * 60 + local.minute();
  const int day = static_cast<int>(absl::GetWeekday(local)) + 1;
  for (const auto& hours : venue.opening_hours()) {
    const int open = hours.open().hours() * 60 + hours.open().minutes();
    const int close = hours.close().hours() * 60 + hours.close().minutes();
    if (hours.day() == day && open <= minute && minute < close) return true;
  }
  return false;
}

bool NaivelyWithin(const v1::Venue& venue, const absl::TimeZone& zone,
                   const storage::Interval& interval) {
  for (int64_t second = interval.start; second < interval.end; second += kMinute) {
    if (!OpenAt(venue, zone, second)) return false;
  }
  return true;
}

// Up to three stretches a day on a grid of 4 hours, so that many touch.
v1::Venue RandomVenue(std::mt19937_64& random) {
  v1::Venue venue;
  for (int day = 1; day <= 7; ++day) {
    for (int slot = 0; slot < 6; ++slot) {
      if (random() % 5 == 0) continue;
      const int shorter = random() % 12 == 0 ? 30 : 0;
      Add(venue, day, slot * 240, (slot + 1) * 240 - shorter);
    }
  }
  if (venue.opening_hours().empty()) Add(venue, 1, 0, 24 * 60);
  return venue;
}

TEST(OpeningHours, AgreeWithACheckMinuteByMinute) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  int within = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto zone = ZoneNamed(round % 2 == 0 ? "Europe/Berlin" : "America/Havana");
    const v1::Venue venue = RandomVenue(random);
    // Around both changes of the clocks, to the quarter of an hour.
    const absl::CivilHour base(2025, round % 3 == 0 ? 3 : round % 3 == 1 ? 10 : 11, 1, 0);
    const int64_t start = absl::ToUnixSeconds(absl::FromCivil(base, zone)) +
                          static_cast<int64_t>(random() % (31 * 96)) * 15 * kMinute;
    const storage::Interval interval = {
        start,
        start + static_cast<int64_t>(1 + random() % (round % 5 == 0 ? 700 : 60)) * 15 * kMinute};
    const bool expected = NaivelyWithin(venue, zone, interval);
    ASSERT_EQ(WithinOpeningHours(venue, zone, interval), expected)
        << venue.DebugString() << FormatInterval(interval, zone);
    within += expected ? 1 : 0;
  }
  EXPECT_GT(within, 400);
}

}  // namespace
}  // namespace taqvim::schedule
