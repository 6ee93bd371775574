#include "server/schedule/civil.h"

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

google::type::DateTime DateTimeOf(absl::CivilSecond time) {
  google::type::DateTime date_time;
  date_time.set_year(static_cast<int32_t>(time.year()));
  date_time.set_month(time.month());
  date_time.set_day(time.day());
  date_time.set_hours(time.hour());
  date_time.set_minutes(time.minute());
  date_time.set_seconds(time.second());
  return date_time;
}

v1::Period Timed(const Moment& start, const Moment& end) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = DateTimeOf(start.time);
  *period.mutable_timed()->mutable_end() = DateTimeOf(end.time);
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
  EXPECT_THAT(ViolationsOf(status),
              ElementsAre(Pair("timed.start", AllOf(HasSubstr("7200s for 2025-10-26T00:30:00Z"),
                                                    HasSubstr("3600s for 2025-10-26T01:30:00Z")))));
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
              ElementsAre(Pair("timed.end.utc_offset", HasSubstr("18000s"))));
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

TEST(TimedPeriod, IsNeverEmptyWhenRulesChangeLater) {
  // Valid when it was checked in another zone; in Berlin its start is skipped and
  // read as 03:30, after its end.
  const auto period = Timed({2025, 3, 30, 2, 30, 0}, {2025, 3, 30, 3, 0, 0});
  const auto interval = IntervalOf(period, Zone("Europe/Berlin"));
  EXPECT_EQ(interval.start, Seconds("2025-03-30T01:30:00Z"));
  EXPECT_LT(interval.start, interval.end);
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
              ElementsAre(Pair("dated.first_day", HasSubstr("required"))));
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

TEST(DaysIn, AreThoseOfTheZoneThatTheIntervalTouches) {
  const auto zone = Zone("Asia/Almaty");
  const auto night = DaysIn(Between("2025-10-10T18:59:00Z", "2025-10-11T19:00:00Z"), zone);
  EXPECT_EQ(night.first, absl::CivilDay(2025, 10, 10));
  EXPECT_EQ(night.last, absl::CivilDay(2025, 10, 11));
  EXPECT_EQ(DaysIn({Seconds("2025-10-10T19:00:00Z"), storage::Interval::kForever}, zone).last,
            absl::CivilDay::max());
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

TEST(FormatInterval, SaysWhichOfTwoTimesIsMeant) {
  const auto zone = Zone("Europe/Berlin");
  const int64_t set_back = 1761440400;  // 2025-10-26 03:00, which becomes 02:00
  EXPECT_EQ(FormatInterval({set_back - 1800, set_back + 1800}, zone),
            "2025-10-26 02:30+02:00 to 02:30+01:00 (Europe/Berlin)");
  EXPECT_EQ(FormatInterval({set_back - 7200, set_back + 7200}, zone),
            "2025-10-26 01:00 to 04:00 (Europe/Berlin)");
}

}  // namespace
}  // namespace taqvim::schedule
