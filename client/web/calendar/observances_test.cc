#include "client/web/calendar/observances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "absl/strings/str_split.h"
#include "client/web/calendar/testing/random_calendar.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute), absl::UTCTimeZone());
}

// In short: `D 2024-03-31T02:00:00 60>120 CEST 3/-1Sun`.
std::string Short(const Observance& observance) {
  std::string text =
      absl::StrCat(observance.daylight ? "D " : "S ", absl::FormatCivilTime(observance.onset), " ",
                   observance.offset_before, ">", observance.offset, " ", observance.name);
  if (!observance.yearly) return text;
  static constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  absl::StrAppend(&text, " ", observance.yearly->month, "/", observance.yearly->week,
                  kDays[static_cast<int>(observance.yearly->weekday)]);
  return text;
}

std::vector<std::string> In(const std::string& zone, absl::Time first, absl::Time last) {
  std::vector<std::string> all;
  for (const Observance& observance : ObservancesOf(Zone(zone), first, last)) {
    all.push_back(Short(observance));
  }
  return all;
}

TEST(ObservancesTest, AreOneStandardTimeWhereNothingChanges) {
  EXPECT_THAT(In("Asia/Dubai", Utc(2026, 1, 1), Utc(2027, 12, 31)),
              ElementsAre("S 1970-01-01T00:00:00 240>240 +04"));
  EXPECT_THAT(In("Etc/UTC", Utc(2026, 1, 1), Utc(2026, 1, 1)),
              ElementsAre("S 1970-01-01T00:00:00 0>0 UTC"));
  // Changed last in 2004, by what is known up to then.
  EXPECT_THAT(In("Asia/Almaty", Utc(2023, 1, 1), Utc(2024, 2, 29)),
              ElementsAre("S 2004-10-31T03:00:00 420>360 +06"));
}

TEST(ObservancesTest, AreTwoWithRulesWhereClocksAreSetTwiceAYear) {
  const auto berlin = ElementsAre("S 2025-10-26T03:00:00 120>60 CET 10/-1Sun",
                                  "D 2026-03-29T02:00:00 60>120 CEST 3/-1Sun");
  EXPECT_THAT(In("Europe/Berlin", Utc(2026, 1, 1), Utc(2026, 12, 31)), berlin);
  // The rules say no less of one day in summer, and what was before it.
  EXPECT_THAT(In("Europe/Berlin", Utc(2026, 7, 1), Utc(2026, 7, 2)), berlin);
  EXPECT_THAT(In("Europe/Berlin", Utc(2026, 1, 1), Utc(2026, 1, 1)),
              ElementsAre("S 2025-10-26T03:00:00 120>60 CET 10/-1Sun"));
  EXPECT_THAT(In("America/New_York", Utc(2026, 1, 1), Utc(2027, 12, 31)),
              ElementsAre("S 2025-11-02T02:00:00 -240>-300 EST 11/1Sun",
                          "D 2026-03-08T02:00:00 -300>-240 EDT 3/2Sun"));
}

TEST(ObservancesTest, KnowNoYear2038) {
  EXPECT_THAT(In("Europe/Berlin", Utc(2037, 1, 1), Utc(2041, 12, 31)),
              ElementsAre("S 2036-10-26T03:00:00 120>60 CET 10/-1Sun",
                          "D 2037-03-29T02:00:00 60>120 CEST 3/-1Sun"));
}

TEST(ObservancesTest, FollowAlmatyOverMarch2024) {
  EXPECT_THAT(
      In("Asia/Almaty", Utc(2024, 2, 1), Utc(2024, 3, 31)),
      ElementsAre("S 2004-10-31T03:00:00 420>360 +06", "S 2024-03-01T00:00:00 360>300 +05"));
  // To the second.
  EXPECT_THAT(In("Asia/Almaty", Utc(2024, 2, 29, 18), Utc(2024, 3, 31)),
              ElementsAre("S 2024-03-01T00:00:00 360>300 +05"));
}

TEST(ObservancesTest, HaveHalfAnHourOnLordHowe) {
  EXPECT_THAT(In("Australia/Lord_Howe", Utc(2026, 1, 1), Utc(2026, 12, 31)),
              ElementsAre("S 2025-04-06T02:00:00 660>630 +1030 4/1Sun",
                          "D 2025-10-05T02:00:00 630>660 +11 10/1Sun"));
}

TEST(ObservancesTest, HaveSummerTimeInDublinAndNoNegativeOne) {
  EXPECT_THAT(In("Europe/Dublin", Utc(2026, 1, 1), Utc(2026, 12, 31)),
              ElementsAre("S 2025-10-26T02:00:00 60>0 GMT 10/-1Sun",
                          "D 2026-03-29T01:00:00 0>60 IST 3/-1Sun"));
}

TEST(ObservancesTest, ListEachRamadanOfCasablanca) {
  EXPECT_THAT(In("Africa/Casablanca", Utc(2024, 1, 1), Utc(2025, 12, 31)),
              ElementsAre("S 2023-03-19T03:00:00 60>0 +00", "D 2023-04-23T02:00:00 0>60 +01",
                          "S 2024-03-10T03:00:00 60>0 +00", "D 2024-04-14T02:00:00 0>60 +01",
                          "S 2025-02-23T03:00:00 60>0 +00", "D 2025-04-06T02:00:00 0>60 +01"));
}

// From daylight saving time to a standard time that is the same.
TEST(ObservancesTest, DoNotBeginWhereTheClocksShowTheSame) {
  EXPECT_THAT(In("Africa/Casablanca", Utc(2018, 10, 1), Utc(2018, 11, 30)),
              ElementsAre("S 2018-05-13T03:00:00 60>0 +00", "D 2018-06-17T02:00:00 0>60 +01"));
}

TEST(ObservancesTest, LeaveOutADayInApia) {
  EXPECT_THAT(
      In("Pacific/Apia", Utc(2011, 12, 1), Utc(2012, 1, 31)),
      ElementsAre("S 2011-04-02T04:00:00 -600>-660 -11", "D 2011-09-24T03:00:00 -660>-600 -10",
                  "D 2011-12-30T00:00:00 -600>840 +14"));
}

// Other rules from 2007 on.
TEST(ObservancesTest, ListOneByOneWhatARuleBroughtThatIsNoMore) {
  EXPECT_THAT(
      In("America/New_York", Utc(2005, 1, 1), Utc(2008, 12, 31)),
      ElementsAre("S 2004-10-31T02:00:00 -240>-300 EST", "D 2005-04-03T02:00:00 -300>-240 EDT",
                  "S 2005-10-30T02:00:00 -240>-300 EST", "D 2006-04-02T02:00:00 -300>-240 EDT",
                  "S 2006-10-29T02:00:00 -240>-300 EST",
                  "D 2007-03-11T02:00:00 -300>-240 EDT 3/2Sun",
                  "S 2007-11-04T02:00:00 -240>-300 EST 11/1Sun"));
}

// All onsets of an observance up to the year, as instants.
std::vector<absl::Time> OnsetsOf(const Observance& observance, int last_year) {
  const auto instant = [&](absl::CivilSecond onset) {
    return absl::FromCivil(onset, absl::UTCTimeZone()) - absl::Minutes(observance.offset_before);
  };
  std::vector<absl::Time> onsets{instant(observance.onset)};
  if (!observance.yearly) return onsets;
  for (auto year = observance.onset.year() + 1; year <= last_year; ++year) {
    const YearlyDay& rule = *observance.yearly;
    const absl::CivilDay first(year, rule.month, 1), end(absl::CivilMonth(first) + 1);
    absl::CivilDay day = rule.week > 0 ? first : end - 1;
    const int step = rule.week > 0 ? 1 : -1;
    while (absl::GetWeekday(day) != rule.weekday) day += step;
    if (rule.week > 0) day += 7 * (rule.week - 1);
    const absl::CivilSecond midnight(absl::CivilDay(observance.onset));
    const absl::Time time = instant(absl::CivilSecond(day) + (observance.onset - midnight));
    onsets.push_back(time);
  }
  return onsets;
}

// The offset, in minutes, that the observances have at that time.
int OffsetBy(const std::vector<Observance>& observances, absl::Time time) {
  absl::Time latest = absl::InfinitePast();
  int offset = -9999;
  for (const Observance& observance : observances) {
    for (const absl::Time onset : OnsetsOf(observance, 2100)) {
      if (onset > time || onset < latest) continue;
      latest = onset;
      offset = observance.offset;
    }
  }
  return offset;
}

std::vector<std::string> AllZones() {
  std::vector<std::string> names = ZonesOfAllKinds();
  std::ifstream table("/usr/share/zoneinfo/zone.tab");
  for (std::string line; std::getline(table, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (line[0] != '#' && columns.size() > 2) names.push_back(columns[2]);
  }
  return names;
}

// A random window of a random length in which all of its days have the zone's offsets.
void CheckWindow(std::mt19937_64& random, const std::string& name) {
  const absl::TimeZone zone = Zone(name);
  const auto below = [&](int64_t end) { return static_cast<int64_t>(random() % end); };
  const absl::Time first = FirstObserved() + absl::Hours(below(100 * 365 * 24));
  const absl::Duration length = absl::Hours(1 + below(below(4) == 0 ? 200000 : 20000));
  const absl::Time last = std::min(first + length, LastObserved());
  const std::vector<Observance> observances = ObservancesOf(zone, first, last);
  EXPECT_FALSE(observances.front().daylight) << name;
  for (int i = 0; i < 20; ++i) {
    const absl::Time time = i == 0   ? first
                            : i == 1 ? last
                                     : first + (last - first) * below(1001) / 1000;
    ASSERT_EQ(OffsetBy(observances, time), zone.At(time).offset / 60)
        << name << " at " << time << " of " << first << " to " << last;
  }
}

TEST(ObservancesTest, HaveTheOffsetsOfAllZonesInAnyWindow) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (const std::string& name : AllZones()) CheckWindow(random, name);
}

TEST(ObservancesTest, HaveWholeMinutes) {
  for (const std::string& name : AllZones()) {
    const absl::TimeZone zone = Zone(name);
    absl::TimeZone::CivilTransition change;
    absl::Time time = FirstObserved();
    EXPECT_EQ(zone.At(time).offset % 60, 0) << name;
    while (zone.NextTransition(time, &change) && time < LastObserved()) {
      time = zone.At(change.to).trans;
      EXPECT_EQ(zone.At(time).offset % 60, 0) << name << " at " << time;
    }
  }
}

}  // namespace
}  // namespace taqvim::web
