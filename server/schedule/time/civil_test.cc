#include "server/schedule/time/civil.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;

absl::TimeZone Zone(const std::string& name) { return FindZone(name).value(); }

// A local time, written as its numbers.
struct Moment {
  Moment(int year, int month, int day, int hour = 0, int minute = 0, int second = 0)
      : time(year, month, day, hour, minute, second) {}
  Moment(absl::CivilSecond second) : time(second) {}  // NOLINT: stands for the same
  Moment(absl::CivilDay day) : time(day) {}           // NOLINT
  absl::CivilSecond time;
};

v1::Period Timed(const Moment& start, const Moment& end) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = ToDateTime(start.time);
  *period.mutable_timed()->mutable_end() = ToDateTime(end.time);
  return period;
}

v1::Period Dated(const Moment& first, const Moment& last) {
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = ToDate(absl::CivilDay(first.time));
  *period.mutable_dated()->mutable_last_day() = ToDate(absl::CivilDay(last.time));
  return period;
}

v1::Period Permanent(const Moment& first) {
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = ToDate(absl::CivilDay(first.time));
  period.mutable_dated()->set_permanent(true);
  return period;
}

int64_t Seconds(const std::string& rfc3339) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &error)) << error;
  return absl::ToUnixSeconds(time);
}

storage::Interval Between(const std::string& start, const std::string& end) {
  return {Seconds(start), Seconds(end)};
}

std::map<std::string, std::string> Wrong(const v1::Period& period) {
  FieldErrors errors;
  CheckPeriod(period, errors);
  return ViolationsOf(errors);
}

absl::Status WrongIn(const v1::Period& period, const std::string& zone) {
  FieldErrors errors;
  CheckPeriodInZone(period, Zone(zone), errors);
  return errors.ToStatus();
}

TEST(TimedPeriod, LastsFromItsStartToItsEnd) {
  const auto period = Timed({2025, 10, 10, 18, 0, 0}, {2025, 10, 10, 20, 30, 0});
  EXPECT_EQ(IntervalOf(period, Zone("Asia/Almaty")),
            Between("2025-10-10T18:00:00+05:00", "2025-10-10T20:30:00+05:00"));
  EXPECT_EQ(IntervalOf(period, Zone("Asia/Baku")),
            Between("2025-10-10T18:00:00+04:00", "2025-10-10T20:30:00+04:00"));
  EXPECT_EQ(IntervalOf(period, Zone("Asia/Tashkent")),
            Between("2025-10-10T18:00:00+05:00", "2025-10-10T20:30:00+05:00"));
}

TEST(TimedPeriod, FollowsKazakhstanToItsNewOffset) {
  const auto before = Timed({2024, 2, 29, 18, 0, 0}, {2024, 2, 29, 20, 0, 0});
  EXPECT_EQ(IntervalOf(before, Zone("Asia/Almaty")),
            Between("2024-02-29T18:00:00+06:00", "2024-02-29T20:00:00+06:00"));
  const auto after = Timed({2024, 3, 1, 18, 0, 0}, {2024, 3, 1, 20, 0, 0});
  EXPECT_EQ(IntervalOf(after, Zone("Asia/Almaty")),
            Between("2024-03-01T18:00:00+05:00", "2024-03-01T20:00:00+05:00"));
}

TEST(TimedPeriod, InTheHourThatTheClocksSkipFails) {
  const absl::Status status =
      WrongIn(Timed({2025, 3, 30, 2, 30, 0}, {2025, 3, 30, 4, 0, 0}), "Europe/Berlin");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  EXPECT_THAT(ViolationsOf(status),
              ElementsAre(Pair("timed.start", AllOf(HasSubstr("2025-03-30T00:30:00Z"),
                                                    HasSubstr("2025-03-30T01:30:00Z")))));
}

TEST(TimedPeriod, InTheHourThatOccursTwiceNeedsAnOffset) {
  const auto period = Timed({2025, 10, 26, 2, 30, 0}, {2025, 10, 26, 4, 0, 0});
  const absl::Status status = WrongIn(period, "Europe/Berlin");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LOCAL_TIME_AMBIGUOUS);
  EXPECT_THAT(
      ViolationsOf(status),
      ElementsAre(Pair("timed.start", AllOf(HasSubstr("02:30+02:00 (2025-10-26T00:30:00Z)"),
                                            HasSubstr("02:30+01:00 (2025-10-26T01:30:00Z)")))));
}

TEST(TimedPeriod, WithAnOffsetIsTheInstantThatItSays) {
  auto period = Timed({2025, 10, 26, 2, 30, 0}, {2025, 10, 26, 4, 0, 0});
  for (int hours : {2, 1}) {
    period.mutable_timed()->mutable_start()->mutable_utc_offset()->set_seconds(hours * kHour);
    EXPECT_TRUE(WrongIn(period, "Europe/Berlin").ok());
    EXPECT_EQ(IntervalOf(period, Zone("Europe/Berlin")).start,
              Seconds("2025-10-26T02:30:00Z") - hours * kHour);
  }
}

TEST(TimedPeriod, WithAnOffsetThatIsNotInForceFails) {
  auto period = Timed({2025, 10, 10, 18, 0, 0}, {2025, 10, 10, 20, 0, 0});
  period.mutable_timed()->mutable_end()->mutable_utc_offset()->set_seconds(6 * kHour);
  EXPECT_THAT(ViolationsOf(WrongIn(period, "Asia/Almaty")),
              ElementsAre(Pair("timed.end.utc_offset", HasSubstr("use +05:00 or leave it out"))));
}

TEST(TimedPeriod, MayEndAtAnEarlierLocalTimeWhereTheClocksAreSetBack) {
  auto period = Timed({2025, 10, 26, 2, 45, 0}, {2025, 10, 26, 2, 15, 0});
  period.mutable_timed()->mutable_start()->mutable_utc_offset()->set_seconds(2 * kHour);
  period.mutable_timed()->mutable_end()->mutable_utc_offset()->set_seconds(kHour);
  EXPECT_THAT(Wrong(period), ElementsAre());
  EXPECT_TRUE(WrongIn(period, "Europe/Berlin").ok());
  const auto interval = IntervalOf(period, Zone("Europe/Berlin"));
  EXPECT_EQ(interval.end - interval.start, 1800);
}

TEST(TimedPeriod, ThatOnlySeemsToEndLaterFails) {
  auto period = Timed({2025, 10, 26, 2, 15, 0}, {2025, 10, 26, 2, 45, 0});
  period.mutable_timed()->mutable_start()->mutable_utc_offset()->set_seconds(kHour);
  period.mutable_timed()->mutable_end()->mutable_utc_offset()->set_seconds(2 * kHour);
  EXPECT_EQ(Wrong(period).count("timed.end"), 1);
}

// Where the period is in the zone, as `02:30 to 03:30` of its own day there, with
// the date where that is another.
std::string Where(const v1::Period& period, const std::string& zone_name) {
  const absl::TimeZone zone = Zone(zone_name);
  const storage::Interval interval = IntervalOf(period, zone);
  const absl::CivilDay day(ToCivilSecond(period.timed().start()));
  const auto text = [&](int64_t seconds) {
    const absl::Time time = absl::FromUnixSeconds(seconds);
    const bool same = absl::ToCivilDay(time, zone) == day;
    return absl::FormatTime(same ? "%H:%M" : "%Y-%m-%d %H:%M", time, zone);
  };
  return text(interval.start) + " to " + text(interval.end);
}

// The clocks of Berlin go from 02:00 to 03:00 on 28 March 2027.
TEST(TimedPeriod, ThatStartsInASkippedHourKeepsItsLength) {
  const auto period = Timed({2027, 3, 28, 2, 30}, {2027, 3, 28, 3, 30});
  EXPECT_EQ(IntervalOf(period, Zone("Europe/Berlin")),
            Between("2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z"));
  EXPECT_EQ(Where(period, "Europe/Berlin"), "03:30 to 04:30");
  EXPECT_EQ(Where(Timed({2027, 3, 28, 2, 15}, {2027, 3, 28, 2, 45}), "Europe/Berlin"),
            "03:15 to 03:45");
  EXPECT_EQ(Where(Timed({2027, 3, 28, 2}, {2027, 3, 28, 3}), "Europe/Berlin"), "03:00 to 04:00");
}

TEST(TimedPeriod, ThatEndsInASkippedHourEndsAsIfTheClocksWereNotSetYet) {
  EXPECT_EQ(Where(Timed({2027, 3, 28, 1}, {2027, 3, 28, 2, 30}), "Europe/Berlin"),
            "01:00 to 03:30");
}

TEST(TimedPeriod, OverASkippedHourKeepsItsLocalTimes) {
  const auto night = Timed({2027, 3, 27, 22}, {2027, 3, 28, 5});
  const auto interval = IntervalOf(night, Zone("Europe/Berlin"));
  EXPECT_EQ(interval, Between("2027-03-27T22:00:00+01:00", "2027-03-28T05:00:00+02:00"));
  EXPECT_EQ(interval.end - interval.start, 6 * kHour);
}

TEST(TimedPeriod, KeepsItsLengthInEveryKindOfGap) {
  // At midnight, where the day begins with one o'clock.
  EXPECT_EQ(Where(Timed({2025, 4, 25, 0, 30}, {2025, 4, 25, 2}), "Africa/Cairo"), "01:30 to 03:00");
  EXPECT_EQ(Where(Timed({2025, 3, 30, 0, 15}, {2025, 3, 30, 0, 45}), "Asia/Beirut"),
            "01:15 to 01:45");
  EXPECT_EQ(Where(Timed({2025, 3, 9, 0}, {2025, 3, 9, 1}), "America/Havana"), "01:00 to 02:00");
  // Of half an hour.
  EXPECT_EQ(Where(Timed({2025, 10, 5, 2, 15}, {2025, 10, 5, 2, 45}), "Australia/Lord_Howe"),
            "02:45 to 03:15");
  // Where it is winter time that saves an hour, and a negative one.
  EXPECT_EQ(Where(Timed({2025, 3, 30, 1, 30}, {2025, 3, 30, 2, 30}), "Europe/Dublin"),
            "02:30 to 03:30");
  // Into the next day: an hour before midnight, and a whole day.
  EXPECT_EQ(Where(Timed({2025, 3, 29, 23, 30}, {2025, 3, 30, 0, 30}), "America/Nuuk"),
            "2025-03-30 00:30 to 2025-03-30 01:30");
  EXPECT_EQ(Where(Timed({2011, 12, 30, 10}, {2011, 12, 30, 12}), "Pacific/Apia"),
            "2011-12-31 10:00 to 2011-12-31 12:00");
  EXPECT_EQ(Where(Timed({1993, 8, 21, 18}, {1993, 8, 22, 1}), "Pacific/Kwajalein"),
            "1993-08-22 18:00 to 1993-08-23 01:00");
}

// Said in a zone where the half hours are not shown twice.
TEST(TimedPeriod, ThatTheClocksOfAnotherZoneTurnAroundKeepsItsLength) {
  auto period = Timed({2025, 10, 26, 2, 30}, {2025, 10, 26, 2, 45});
  period.mutable_timed()->mutable_start()->mutable_utc_offset()->set_seconds(kHour);
  EXPECT_EQ(IntervalOf(period, Zone("Europe/Berlin")),
            Between("2025-10-26T01:30:00Z", "2025-10-26T01:45:00Z"));
}

TEST(TimedPeriod, LastsWhatItsOffsetsSayWhereTheClocksAreNotSetBack) {
  auto period = Timed({2025, 10, 26, 2, 45}, {2025, 10, 26, 2, 15});
  period.mutable_timed()->mutable_start()->mutable_utc_offset()->set_seconds(2 * kHour);
  period.mutable_timed()->mutable_end()->mutable_utc_offset()->set_seconds(kHour);
  EXPECT_EQ(Where(period, "Asia/Baku"), "02:45 to 03:15");
}

TEST(CheckPeriod, ReportsEveryMalformedPart) {
  EXPECT_THAT(Wrong(FromText<v1::Period>(R"(timed {
      start { year: 2025 month: 2 day: 30 hours: 24 nanos: 5 }
      end { year: 2025 month: 3 day: 1 hours: 12 time_zone { id: 'Asia/Baku' } } })")),
              ElementsAre(Pair("timed.end.time_zone", HasSubstr("must be unset")),
                          Pair("timed.start", HasSubstr("24:0:0")),
                          Pair("timed.start.nanos", HasSubstr("must be 0"))));
  EXPECT_THAT(Wrong(FromText<v1::Period>(R"(timed {
      start { year: 2025 month: 3 day: 1 minutes: -1 }
      end { year: 2025 month: 3 day: 1 hours: 12 utc_offset { seconds: 90000 } } })")),
              ElementsAre(Pair("timed.end.utc_offset", HasSubstr("18 hours")),
                          Pair("timed.start", HasSubstr("0:-1:0"))));
}

TEST(CheckPeriod, RefusesWhatLacksAKindAStartOrAnEnd) {
  EXPECT_EQ(Wrong({}).count(""), 1);
  EXPECT_THAT(Wrong(FromText<v1::Period>("timed {}")),
              ElementsAre(Pair("timed.end", HasSubstr("required")),
                          Pair("timed.start", HasSubstr("required"))));
  EXPECT_THAT(Wrong(FromText<v1::Period>("dated {}")),
              ElementsAre(Pair("dated.first_day", HasSubstr("required")),
                          Pair("dated.last_day", HasSubstr("permanent"))));
}

TEST(CheckPeriod, RefusesDaysWithoutAnEndUnlessTheyArePermanent) {
  const std::string first = "first_day { year: 2025 month: 10 day: 10 }";
  EXPECT_THAT(Wrong(FromText<v1::Period>("dated { " + first + " }")),
              ElementsAre(Pair("dated.last_day", HasSubstr("required"))));
  EXPECT_THAT(Wrong(FromText<v1::Period>("dated { " + first + " permanent: false }")),
              ElementsAre(Pair("dated.permanent", HasSubstr("must be true"))));
  EXPECT_THAT(Wrong(FromText<v1::Period>("dated { " + first + " permanent: true }")),
              ElementsAre());
}

TEST(CheckPeriod, TakesTheChangedPartsOfAPeriodByThemselves) {
  for (const char* part : {"timed { start { year: 2025 month: 3 day: 1 } }",
                           "timed { end { year: 2025 month: 3 day: 1 } }",
                           "dated { first_day { year: 2025 month: 10 day: 10 } }",
                           "dated { last_day { year: 2025 month: 10 day: 10 } }"}) {
    FieldErrors errors;
    CheckPeriod(FromText<v1::Period>(part), errors, PeriodParts::kSome);
    EXPECT_TRUE(errors.empty()) << part;
  }
  FieldErrors errors;
  CheckPeriod(FromText<v1::Period>("dated { permanent: false }"), errors, PeriodParts::kSome);
  EXPECT_FALSE(errors.empty());
}

TEST(CheckPeriod, RefusesAnEndThatIsNotAfterTheStart) {
  const absl::CivilSecond noon(2025, 10, 10, 12, 0, 0);
  EXPECT_THAT(Wrong(Timed(noon, noon)),
              ElementsAre(Pair("timed.end", HasSubstr("2025-10-10 12:00"))));
  EXPECT_THAT(Wrong(Timed(noon, noon - 1)), ElementsAre(Pair("timed.end", HasSubstr("later"))));
  EXPECT_THAT(Wrong(Timed(noon, noon + 1)), ElementsAre());
  const absl::CivilDay day(2025, 10, 10);
  EXPECT_THAT(Wrong(Dated(day, day - 1)),
              ElementsAre(Pair("dated.last_day", HasSubstr("2025-10-10"))));
  EXPECT_THAT(Wrong(Dated(day, day)), ElementsAre());
  EXPECT_THAT(Wrong(Permanent(day)), ElementsAre());
}

TEST(CheckDate, KnowsTheCalendar) {
  FieldErrors errors;
  const auto right = [&errors](int year, int month, int day) {
    google::type::Date date;
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return CheckDate("day", date, errors);
  };
  EXPECT_TRUE(right(2024, 2, 29));
  EXPECT_TRUE(right(1, 1, 1));
  EXPECT_TRUE(right(9998, 12, 31));
  EXPECT_TRUE(errors.empty());
  EXPECT_FALSE(right(2025, 2, 29));
  EXPECT_FALSE(right(1900, 2, 29));
  EXPECT_FALSE(right(2025, 4, 31));
  EXPECT_FALSE(right(2025, 13, 1));
  EXPECT_FALSE(right(2025, 0, 1));
  EXPECT_FALSE(right(2025, 1, 0));
  EXPECT_FALSE(right(2025, 1, -5));
  EXPECT_FALSE(right(0, 5, 5));
  EXPECT_FALSE(right(9999, 1, 1));
  EXPECT_FALSE(right(2147483647, 2147483647, 2147483647));
  EXPECT_EQ(errors.count(), 10);
}

TEST(DatedPeriod, LastsToTheEndOfItsLastDay) {
  EXPECT_EQ(IntervalOf(Dated({2025, 10, 10}, {2025, 10, 31}), Zone("Asia/Baku")),
            Between("2025-10-10T00:00:00+04:00", "2025-11-01T00:00:00+04:00"));
}

TEST(DatedPeriod, WithoutALastDayNeverEnds) {
  const auto interval = IntervalOf(Permanent({2025, 10, 10}), Zone("Asia/Almaty"));
  EXPECT_EQ(interval.start, Seconds("2025-10-10T00:00:00+05:00"));
  EXPECT_EQ(interval.end, storage::Interval::kForever);
}

TEST(DatedPeriod, BeginsWithTheFirstMomentWhereMidnightIsSkipped) {
  // The clocks of Havana go from 00:00 to 01:00 on 9 March 2025.
  EXPECT_EQ(IntervalOf(Dated({2025, 3, 9}, {2025, 3, 9}), Zone("America/Havana")),
            Between("2025-03-09T01:00:00-04:00", "2025-03-10T00:00:00-04:00"));
  // Those of Beirut on 30 March 2025.
  EXPECT_EQ(IntervalOf(Dated({2025, 3, 29}, {2025, 3, 29}), Zone("Asia/Beirut")),
            Between("2025-03-29T00:00:00+02:00", "2025-03-30T01:00:00+03:00"));
}

TEST(DatedPeriod, BeginsWithTheFirstOfTwoMidnights) {
  // The clocks of Havana go back from 01:00 to 00:00 on 2 November 2025.
  const auto interval = IntervalOf(Dated({2025, 11, 2}, {2025, 11, 2}), Zone("America/Havana"));
  EXPECT_EQ(interval.end - interval.start, 25 * kHour);
}

TEST(DatedPeriod, OfADayThatTheCalendarSkippedFails) {
  // Samoa went from 29 to 31 December 2011.
  const absl::Status status = WrongIn(Dated({2011, 12, 30}, {2011, 12, 30}), "Pacific/Apia");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  EXPECT_THAT(ViolationsOf(status),
              ElementsAre(Pair("dated.first_day",
                               AllOf(HasSubstr("2011-12-29"), HasSubstr("2011-12-31")))));
  EXPECT_TRUE(WrongIn(Dated({2011, 12, 29}, {2011, 12, 30}), "Pacific/Apia").ok());
  const auto interval = IntervalOf(Dated({2011, 12, 29}, {2011, 12, 30}), Zone("Pacific/Apia"));
  EXPECT_EQ(interval.end - interval.start, kDay);
}

TEST(DatedPeriod, WhoseDaysAreAllSkippedTakesTheDayAfter) {
  EXPECT_EQ(IntervalOf(Dated({2011, 12, 30}, {2011, 12, 30}), Zone("Pacific/Apia")),
            Between("2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00"));
  EXPECT_EQ(IntervalOf(Dated({1993, 8, 21}, {1993, 8, 21}), Zone("Pacific/Kwajalein")),
            Between("1993-08-22T00:00:00+12:00", "1993-08-23T00:00:00+12:00"));
}

TEST(DatedPeriod, AndTheNextShareNoMoment) {
  for (const char* zone : {"Asia/Almaty", "America/Havana", "Asia/Beirut", "Pacific/Apia",
                           "Europe/Berlin", "Asia/Tashkent"}) {
    absl::CivilDay day(2011, 1, 1);
    auto before = IntervalOf(Dated(day - 1, day - 1), Zone(zone));
    for (; day < absl::CivilDay(2012, 12, 31); ++day) {
      if (!WrongIn(Dated(day, day), zone).ok()) continue;
      const auto interval = IntervalOf(Dated(day, day), Zone(zone));
      ASSERT_EQ(before.end, interval.start) << zone << " " << day;
      before = interval;
    }
  }
}

storage::Interval Occupied(const v1::Booking& booking, const v1::Period& period,
                           const absl::TimeZone& zone) {
  return OccupiedInterval(booking, period, IntervalOf(period, zone), zone);
}

TEST(OccupiedInterval, OfATimedPeriodIsWiderByElapsedTime) {
  const auto booking =
      FromText<v1::Booking>("set_up { seconds: 7200 } tear_down { seconds: 3600 }");
  // Four hours before the start the clocks of Berlin change.
  const auto period = Timed({2025, 3, 30, 4, 0, 0}, {2025, 3, 30, 6, 0, 0});
  EXPECT_EQ(Occupied(booking, period, Zone("Europe/Berlin")),
            Between("2025-03-30T00:00:00Z", "2025-03-30T05:00:00Z"));
}

TEST(OccupiedInterval, OfADatedPeriodIsWiderByCivilDays) {
  const auto booking = FromText<v1::Booking>("set_up_days: 2 tear_down_days: 1");
  EXPECT_EQ(Occupied(booking, Dated({2025, 3, 31}, {2025, 4, 1}), Zone("Europe/Berlin")),
            Between("2025-03-29T00:00:00+01:00", "2025-04-03T00:00:00+02:00"));
  EXPECT_EQ(Occupied(booking, Permanent({2025, 3, 31}), Zone("Europe/Berlin")),
            (storage::Interval{Seconds("2025-03-29T00:00:00+01:00"), storage::Interval::kForever}));
}

TEST(OccupiedInterval, OfDaysThatAreAllSkippedIsAroundTheDayAfter) {
  const auto skipped = Dated({2011, 12, 30}, {2011, 12, 30});
  EXPECT_EQ(Occupied(FromText<v1::Booking>("tear_down_days: 1"), skipped, Zone("Pacific/Apia")),
            Between("2011-12-31T00:00:00+14:00", "2012-01-02T00:00:00+14:00"));
  // The day of its set-up is the one that is skipped.
  EXPECT_EQ(Occupied(FromText<v1::Booking>("set_up_days: 1"), skipped, Zone("Pacific/Apia")),
            Between("2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00"));
}

TEST(AnnouncedInterval, IsWhatWasWidenedOverASkippedDay) {
  const auto zone = Zone("Pacific/Apia");
  for (int set_up = 0; set_up <= 3; ++set_up) {
    for (int tear_down = 0; tear_down <= 3; ++tear_down) {
      v1::Booking booking;
      booking.set_set_up_days(set_up);
      booking.set_tear_down_days(tear_down);
      for (absl::CivilDay first(2011, 12, 25); first < absl::CivilDay(2012, 1, 5); ++first) {
        for (int more = 0; more <= 3; ++more) {
          const auto period = Dated(first, first + more);
          ASSERT_EQ(AnnouncedInterval(booking, period, Occupied(booking, period, zone), zone),
                    IntervalOf(period, zone))
              << booking.DebugString() << period.DebugString();
        }
        const auto period = Permanent(first);
        ASSERT_EQ(AnnouncedInterval(booking, period, Occupied(booking, period, zone), zone),
                  IntervalOf(period, zone))
            << booking.DebugString() << period.DebugString();
      }
    }
  }
}

TEST(AnnouncedInterval, OfWhatWasOnceDerivedOtherwiseIsNeverEmpty) {
  const auto booking = FromText<v1::Booking>("set_up_days: 2 tear_down_days: 1");
  const auto period = Dated({2025, 10, 10}, {2025, 10, 11});
  // An hour off, and a second long.
  const auto off = Between("2025-10-08T01:00:00+05:00", "2025-10-13T01:00:00+05:00");
  EXPECT_EQ(AnnouncedInterval(booking, period, off, Zone("Asia/Almaty")),
            Between("2025-10-10T01:00:00+05:00", "2025-10-12T01:00:00+05:00"));
  const auto second = Between("2025-10-08T00:00:00+05:00", "2025-10-08T00:00:01+05:00");
  EXPECT_EQ(AnnouncedInterval(booking, period, second, Zone("Asia/Almaty")), second);
}

TEST(AnnouncedInterval, IsWhatWasWidened) {
  const auto zone = Zone("Europe/Berlin");
  const auto booking = FromText<v1::Booking>(
      "set_up { seconds: 7200 } tear_down { seconds: 3600 } set_up_days: 2 tear_down_days: 1");
  for (const auto& period : {Timed({2025, 3, 30, 4, 0, 0}, {2025, 3, 30, 6, 0, 0}),
                             Dated({2025, 3, 31}, {2025, 4, 1}), Permanent({2025, 3, 31})}) {
    EXPECT_EQ(AnnouncedInterval(booking, period, Occupied(booking, period, zone), zone),
              IntervalOf(period, zone));
  }
}

google::type::DateTime At(const Moment& moment, int offset_hours) {
  auto date_time = ToDateTime(moment.time);
  date_time.mutable_utc_offset()->set_seconds(offset_hours * kHour);
  return date_time;
}

v1::Period With(const google::type::DateTime& start, const google::type::DateTime& end) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = start;
  *period.mutable_timed()->mutable_end() = end;
  return period;
}

std::string Bytes(const v1::Period& period) { return period.SerializeAsString(); }

TEST(ShownPeriod, HasTheLocalTimesOfWhatIsTaken) {
  const auto zone = Zone("Europe/Berlin");
  const auto evening = Timed({2027, 3, 28, 18}, {2027, 3, 28, 20});
  EXPECT_EQ(Bytes(ShownPeriod(evening, zone)), Bytes(evening));
  EXPECT_EQ(Bytes(ShownPeriod(Timed({2027, 3, 28, 2, 30}, {2027, 3, 28, 3, 30}), zone)),
            Bytes(Timed({2027, 3, 28, 3, 30}, {2027, 3, 28, 4, 30})));
  EXPECT_EQ(Bytes(ShownPeriod(Timed({2025, 10, 26, 2, 30}, {2025, 10, 26, 3, 30}), zone)),
            Bytes(With(At({2025, 10, 26, 2, 30}, 2),
                       ToDateTime(absl::CivilSecond(2025, 10, 26, 3, 30)))));
}

TEST(ShownPeriod, SaysTheOffsetsThatWereSaidAsTheyAre) {
  const auto period = With(At({2025, 7, 1, 18}, 2), At({2025, 7, 1, 20}, 2));
  EXPECT_EQ(Bytes(ShownPeriod(period, Zone("Europe/Berlin"))), Bytes(period));
  EXPECT_EQ(Bytes(ShownPeriod(period, Zone("Asia/Baku"))),
            Bytes(With(At({2025, 7, 1, 18}, 4), At({2025, 7, 1, 20}, 4))));
}

TEST(ShownPeriod, OfDaysAreThoseThatTheZoneHas) {
  const auto zone = Zone("Pacific/Apia");
  const absl::CivilDay skipped(2011, 12, 30);
  EXPECT_EQ(Bytes(ShownPeriod(Dated(skipped, skipped), zone)),
            Bytes(Dated(skipped + 1, skipped + 1)));
  EXPECT_EQ(Bytes(ShownPeriod(Dated(skipped - 2, skipped), zone)),
            Bytes(Dated(skipped - 2, skipped - 1)));
  EXPECT_EQ(Bytes(ShownPeriod(Dated(skipped, skipped + 2), zone)),
            Bytes(Dated(skipped + 1, skipped + 2)));
  EXPECT_EQ(Bytes(ShownPeriod(Permanent(skipped), zone)), Bytes(Permanent(skipped + 1)));
}

std::vector<std::string> Readings(const v1::Period& period, const std::string& zone) {
  std::vector<std::string> readings;
  for (const v1::Period& reading : ReadingsOf(period, Zone(zone))) {
    EXPECT_TRUE(WrongIn(reading, zone).ok()) << reading.DebugString();
    readings.push_back(FormatInterval(IntervalOf(reading, Zone(zone)), Zone(zone)));
  }
  return readings;
}

TEST(ReadingsOf, ATimeThatIsShownOnceIsOne) {
  EXPECT_THAT(Readings(Timed({2025, 10, 26, 18}, {2025, 10, 26, 20}), "Europe/Berlin"),
              ElementsAre("2025-10-26 18:00 to 20:00 (Europe/Berlin)"));
  // Whatever lies between.
  EXPECT_THAT(Readings(Timed({2025, 10, 25, 22}, {2025, 10, 26, 5}), "Europe/Berlin"),
              ElementsAre("2025-10-25 22:00 to 2025-10-26 05:00 (Europe/Berlin)"));
}

TEST(ReadingsOf, ATimeThatIsSkippedAreNone) {
  EXPECT_THAT(Readings(Timed({2027, 3, 28, 2, 30}, {2027, 3, 28, 4}), "Europe/Berlin"),
              ElementsAre());
  EXPECT_THAT(Readings(Dated({2011, 12, 30}, {2011, 12, 30}), "Pacific/Apia"), ElementsAre());
}

TEST(ReadingsOf, ATimeThatIsShownTwiceAreThoseOfItsLength) {
  EXPECT_THAT(Readings(Timed({2025, 10, 26, 2, 15}, {2025, 10, 26, 2, 45}), "Europe/Berlin"),
              ElementsAre("2025-10-26 02:15+02:00 to 02:45+02:00 (Europe/Berlin)",
                          "2025-10-26 02:15+01:00 to 02:45+01:00 (Europe/Berlin)"));
  EXPECT_THAT(Readings(Timed({2025, 10, 26, 1}, {2025, 10, 26, 2, 30}), "Europe/Berlin"),
              ElementsAre("2025-10-26 01:00 to 02:30+02:00 (Europe/Berlin)"));
  EXPECT_THAT(Readings(Timed({2025, 10, 26, 2, 30}, {2025, 10, 26, 4}), "Europe/Berlin"),
              ElementsAre("2025-10-26 02:30+01:00 to 04:00 (Europe/Berlin)"));
}

TEST(DaysIn, AreThoseOfTheZoneThatTheIntervalTouches) {
  const auto zone = Zone("Asia/Almaty");
  const auto night = DaysIn(Between("2025-10-10T18:59:00Z", "2025-10-11T19:00:00Z"), zone);
  EXPECT_EQ(night.first, absl::CivilDay(2025, 10, 10));
  EXPECT_EQ(night.last, absl::CivilDay(2025, 10, 11));
  EXPECT_EQ(DaysIn({Seconds("2025-10-10T19:00:00Z"), storage::Interval::kForever}, zone).last,
            absl::CivilDay::max());
}

TEST(DaysIn, AreInOrderWhereTheClocksAreSetBackOverMidnight) {
  // Those of St. John's went from 00:01 back to 23:01 on 7 November 2010.
  const auto days =
      DaysIn(Between("2010-11-07T02:30:30Z", "2010-11-07T02:45:00Z"), Zone("America/St_Johns"));
  EXPECT_EQ(days.first, absl::CivilDay(2010, 11, 6));
  EXPECT_EQ(days.last, absl::CivilDay(2010, 11, 7));
}

TEST(DaysOf, ATimedPeriodAreThoseThatItTouches) {
  const auto days = DaysOf(Timed({2025, 10, 10, 18, 0, 0}, {2025, 10, 12, 0, 0, 0}));
  EXPECT_EQ(days.first, absl::CivilDay(2025, 10, 10));
  EXPECT_EQ(days.last, absl::CivilDay(2025, 10, 11));
}

TEST(DaysOf, ADatedPeriodAreAllOfThem) {
  EXPECT_EQ(DaysOf(Dated({2025, 10, 10}, {2025, 10, 12})).last, absl::CivilDay(2025, 10, 12));
  EXPECT_EQ(DaysOf(Permanent({2025, 10, 10})).last, absl::CivilDay::max());
}

TEST(CivilDays, OverlapWhenTheyShareADay) {
  const CivilDays tenth = {absl::CivilDay(2025, 10, 10), absl::CivilDay(2025, 10, 10)};
  const CivilDays to_tenth = {absl::CivilDay(2025, 10, 1), absl::CivilDay(2025, 10, 10)};
  const CivilDays after = {absl::CivilDay(2025, 10, 11), absl::CivilDay::max()};
  EXPECT_TRUE(tenth.Overlaps(to_tenth));
  EXPECT_FALSE(after.Overlaps(to_tenth));
}

TEST(FormatInterval, ReadsAsPeopleWriteIt) {
  const auto format = [](const v1::Period& period) {
    const auto zone = Zone("Asia/Almaty");
    return FormatInterval(IntervalOf(period, zone), zone);
  };
  EXPECT_EQ(format(Timed({2025, 10, 10, 18, 0, 0}, {2025, 10, 10, 20, 0, 0})),
            "2025-10-10 18:00 to 20:00 (Asia/Almaty)");
  EXPECT_EQ(format(Timed({2025, 10, 10, 18, 0, 30}, {2025, 10, 11, 2, 0, 0})),
            "2025-10-10 18:00:30 to 2025-10-11 02:00 (Asia/Almaty)");
  EXPECT_EQ(format(Dated({2025, 10, 10}, {2025, 10, 12})),
            "2025-10-10 to 2025-10-12, whole days (Asia/Almaty)");
  EXPECT_EQ(format(Dated({2025, 10, 10}, {2025, 10, 10})),
            "2025-10-10, the whole day (Asia/Almaty)");
  EXPECT_EQ(format(Permanent({2025, 10, 10})), "from 2025-10-10 00:00 on (Asia/Almaty)");
}

TEST(FormatInterval, SaysTheOffsetOfWhatTheClocksShowTwice) {
  const auto zone = Zone("Europe/Berlin");
  EXPECT_EQ(FormatInterval(Between("2025-10-26T00:30:00Z", "2025-10-26T02:30:00Z"), zone),
            "2025-10-26 02:30+02:00 to 03:30 (Europe/Berlin)");
  EXPECT_EQ(FormatInterval(Between("2025-10-26T00:45:00Z", "2025-10-26T01:15:00Z"), zone),
            "2025-10-26 02:45+02:00 to 02:15+01:00 (Europe/Berlin)");
  EXPECT_EQ(FormatInterval({Seconds("2025-10-26T01:30:00Z"), storage::Interval::kForever}, zone),
            "from 2025-10-26 02:30+01:00 on (Europe/Berlin)");
}

TEST(FormatInterval, OfADayThatBeginsWhenTheClocksChangeIsTheWholeDay) {
  const auto zone = Zone("Africa/Cairo");
  EXPECT_EQ(FormatInterval(IntervalOf(Dated({2025, 4, 25}, {2025, 4, 25}), zone), zone),
            "2025-04-25, the whole day (Africa/Cairo)");
  EXPECT_EQ(FormatInterval(IntervalOf(Dated({2025, 4, 24}, {2025, 4, 25}), zone), zone),
            "2025-04-24 to 2025-04-25, whole days (Africa/Cairo)");
}

}  // namespace
}  // namespace taqvim::schedule
