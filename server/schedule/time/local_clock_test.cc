#include "server/schedule/time/local_clock.h"

#include <gtest/gtest.h>

#include "server/schedule/time/civil.h"
#include "server/schedule/time/civil_parts.h"

namespace taqvim::schedule {
namespace {

using TimeInfo = absl::TimeZone::TimeInfo;

TEST(LocalClock, AgreesWithTheZoneAtEveryQuarterOfAnHour) {
  // Among them zones that skip a midnight, skip a day, and move by half an hour.
  for (const char* name : {"UTC", "Asia/Almaty", "Europe/Berlin", "America/New_York",
                           "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe"}) {
    const absl::TimeZone zone = *FindZone(name);
    for (const absl::CivilDay first : {absl::CivilDay(2011, 12, 1), absl::CivilDay(2024, 2, 20),
                                       absl::CivilDay(2025, 3, 1), absl::CivilDay(2025, 10, 1)}) {
      const absl::CivilDay last = first + 60;
      const LocalClock clock(zone, ToLocalDay(first), ToLocalDay(last));
      for (absl::CivilDay day = first; day <= last; ++day) {
        ASSERT_EQ(ToCivil(ToLocalDay(day)), day);
        ASSERT_EQ(WeekdayOf(ToLocalDay(day)), static_cast<int>(absl::GetWeekday(day)));
        ASSERT_EQ(clock.StartOf(ToLocalDay(day)), absl::ToUnixSeconds(StartOfDay(day, zone)))
            << name << " " << day;
        for (int quarter = 0; quarter < 96; ++quarter) {
          const absl::CivilSecond time = absl::CivilSecond(day) + 900 * quarter;
          const TimeInfo info = zone.At(time);
          const LocalSecond local = time - absl::CivilSecond();
          const auto instant = clock.ToInstant({local}), again = clock.ToInstant({local, true});
          const int64_t earlier = absl::ToUnixSeconds(info.pre);
          const int64_t later = absl::ToUnixSeconds(info.post);
          ASSERT_EQ(instant.has_value(), info.kind != TimeInfo::SKIPPED) << name << " " << time;
          ASSERT_EQ(again.has_value(), info.kind == TimeInfo::REPEATED) << name << " " << time;
          if (instant) {
            ASSERT_EQ(*instant, earlier) << name << " " << time;
          }
          if (again) {
            ASSERT_EQ(*again, later) << name << " " << time;
          }
          ASSERT_EQ(ToCivilTime(clock.ToLocal(later)), zone.At(info.post).cs) << name;
        }
      }
    }
  }
}

TEST(LocalClock, KnowsTheEarliestTimeThatItWillStillShow) {
  const absl::TimeZone berlin = *FindZone("Europe/Berlin");
  const absl::CivilDay day(2025, 10, 26);
  const LocalClock clock(berlin, ToLocalDay(day - 30), ToLocalDay(day + 200));
  // The clocks are set back from three to two.
  const auto local = [&](int hour, int minute) {
    return MidnightOf(ToLocalDay(day)) + hour * 3600 + minute * 60;
  };
  const int64_t two = *clock.ToInstant({local(2, 0)});
  EXPECT_EQ(clock.EarliestFrom(two - 60), local(1, 59));
  EXPECT_EQ(clock.EarliestFrom(two + 1800), local(2, 0));
  EXPECT_EQ(clock.EarliestFrom(two + 3600), local(2, 0));
  EXPECT_EQ(clock.EarliestFrom(two + 5400), local(2, 30));
  EXPECT_EQ(clock.EarliestFrom(two + 7200), local(3, 0));
}

TEST(ClockReading, OfATimeShownAgainComesBeforeAnyLaterOne) {
  const ClockReading reading{100};
  EXPECT_EQ(reading.Next(), (ClockReading{100, true}));
  EXPECT_EQ(reading.Next().Next(), ClockReading{101});
  EXPECT_LT(reading, reading.Next());
  EXPECT_LT(reading.Next(), ClockReading{101});
  EXPECT_LT(ClockReading{101}, ClockReading::Never());
}

TEST(LocalClock, IsSteadyBetweenTwoChanges) {
  const absl::TimeZone berlin = *FindZone("Europe/Berlin");
  const LocalClock clock(berlin, ToLocalDay(absl::CivilDay(2025, 3, 1)),
                         ToLocalDay(absl::CivilDay(2025, 4, 30)));
  const int64_t change = absl::ToUnixSeconds(
      absl::FromCivil(absl::CivilSecond(2025, 3, 30, 1, 0, 0), absl::UTCTimeZone()));
  EXPECT_TRUE(clock.IsSteady(change - 3600, change));
  EXPECT_TRUE(clock.IsSteady(change, change + 3600));
  EXPECT_FALSE(clock.IsSteady(change - 1, change + 1));
}

TEST(LocalClock, CountsDaysBeforeTheEpoch) {
  EXPECT_EQ(DayOf(-1), -1);
  EXPECT_EQ(DayOf(0), 0);
  EXPECT_EQ(DayOf(-kSecondsOfDay), -1);
  EXPECT_EQ(WeekdayOf(-1), static_cast<int>(absl::Weekday::wednesday));
}

}  // namespace
}  // namespace taqvim::schedule
