#include "client/cli/text/time_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

// Saturday in Almaty, where it is 01:30 already, and still Friday in UTC.
ReadAt AtNight() {
  return {absl::FromCivil(absl::CivilSecond(2026, 10, 9, 20, 30, 0), absl::UTCTimeZone()),
          Zone("Asia/Almaty")};
}

std::string Day(const char* text) { return ReadDay(text, AtNight()).text; }

std::string Local(const char* text, const char* start = nullptr) {
  const auto read =
      ReadLocalTime(text, AtNight(), start == nullptr ? std::nullopt : ParseLocalTimeForm(start));
  return read.ok() ? read->text : std::string(read.status().message());
}

std::string Instant(const char* text, const char* zone = "Asia/Almaty") {
  const auto read = ReadInstant(text, {AtNight().now, Zone(zone)});
  return read.ok() ? read->text : std::string(read.status().message());
}

TEST(Days, AreCountedFromTodayInTheZone) {
  EXPECT_EQ(Day("today"), "2026-10-10");
  EXPECT_EQ(Day("tomorrow"), "2026-10-11");
  EXPECT_EQ(Day("yesterday"), "2026-10-09");
  EXPECT_EQ(Day(" Tomorrow "), "2026-10-11");
  EXPECT_EQ(Day("+3d"), "2026-10-13");
  EXPECT_EQ(Day("+2w"), "2026-10-24");
  EXPECT_EQ(ReadDay("today", {AtNight().now, absl::UTCTimeZone()}).text, "2026-10-09");
}

TEST(Days, OfTheWeekAreTheNextSuchTodayIncluded) {
  EXPECT_EQ(Day("saturday"), "2026-10-10");
  EXPECT_EQ(Day("sunday"), "2026-10-11");
  EXPECT_EQ(Day("FRIDAY"), "2026-10-16");
}

TEST(Days, OfTheWeekAtAnEndAreCountedFromItsFirstDay) {
  const ReadAt at = AtNight();
  EXPECT_EQ(ReadDay("saturday", at, absl::CivilDay(2026, 10, 16)).text, "2026-10-17");
  EXPECT_EQ(ReadDay("friday", at, absl::CivilDay(2026, 10, 16)).text, "2026-10-16");
  EXPECT_EQ(ReadDay("saturday", at, absl::CivilDay(2020, 1, 1)).text, "2026-10-10");
  EXPECT_EQ(ReadDay("tomorrow", at, absl::CivilDay(2026, 10, 16)).text, "2026-10-11");
}

TEST(Days, ThatAreSaidAsDatesOrNotAtAllStay) {
  for (const char* text : {"2026-10-10", "", "next friday", "fri", "10/11/2026", "+3", "+d", "3d",
                           "+3m", "+1000000d", "today 18:00"}) {
    EXPECT_EQ(Day(text), text);
    EXPECT_THAT(ReadDay(text, AtNight()).told, IsEmpty()) << text;
  }
}

TEST(Days, SayThatTheyWereCountedFromToday) {
  EXPECT_EQ(ReadDay("sunday", AtNight()).told, "2026-10-11");
  EXPECT_TRUE(ReadDay("sunday", AtNight()).from_today);
  EXPECT_FALSE(ReadDay("2026-10-11", AtNight()).from_today);
  EXPECT_EQ(TodayTold(AtNight()), "Today is 2026-10-10 in Asia/Almaty.");
}

TEST(LocalTimesAsPeopleSayThem, AreADayAndATimeOfDay) {
  EXPECT_EQ(Local("tomorrow 18:00"), "2026-10-11T18:00");
  EXPECT_EQ(Local("friday  9:00"), "2026-10-16T09:00");
  EXPECT_EQ(Local("+2w 18:00:30"), "2026-10-24T18:00:30");
  EXPECT_EQ(Local("2026-12-04  18:00"), "2026-12-04T18:00");
  EXPECT_EQ(Local("sunday 02:30+05:00"), "2026-10-11T02:30+05:00");
  EXPECT_EQ(Local("2026-10-25 02:30 +1"), "2026-10-25T02:30+01:00");
}

TEST(LocalTimesAsPeopleSayThem, StayWhereTheyAreSaidInFull) {
  for (const char* text : {"2026-10-10T18:00", "2026-10-10 18:00", "2026-10-25 02:30+01:00",
                           "2026-10-25 02:30+1", "2026-10-25T02:30Z"}) {
    EXPECT_EQ(Local(text), text);
  }
  EXPECT_THAT(ReadLocalTime("2026-10-10 18:00", AtNight())->told, IsEmpty());
}

TEST(LocalTimesAsPeopleSayThem, WithoutADayAreOnThatOfTheStart) {
  EXPECT_EQ(Local("20:00", "2026-12-04T18:00"), "2026-12-04T20:00");
  EXPECT_EQ(Local("9:30", "2026-12-04T08:00"), "2026-12-04T09:30");
  EXPECT_EQ(Local("02:00", "2026-12-31T22:00"), "2027-01-01T02:00");
  EXPECT_EQ(Local("18:00", "2026-12-04T18:00"), "2026-12-05T18:00");
  EXPECT_EQ(Local("24:00", "2026-12-04T18:00"), "2026-12-05T00:00");
}

TEST(LocalTimesAsPeopleSayThem, PastMidnightSayThatItIsTheNextDay) {
  const auto start = ParseLocalTimeForm("2026-12-31 22:00");
  EXPECT_EQ(ReadLocalTime("02:00", AtNight(), start)->told,
            "2027-01-01 02:00, the day after its start");
  EXPECT_THAT(ReadLocalTime("23:00", AtNight(), start)->told, IsEmpty());
}

TEST(LocalTimesAsPeopleSayThem, WhoseClocksRepeatAreComparedByTheirOffsets) {
  EXPECT_EQ(Local("02:30+01:00", "2026-10-25T02:30+02:00"), "2026-10-25T02:30+01:00");
  EXPECT_EQ(Local("02:15+01:00", "2026-10-25T02:30+02:00"), "2026-10-25T02:15+01:00");
  EXPECT_EQ(Local("02:30+02:00", "2026-10-25T02:30+02:00"), "2026-10-26T02:30+02:00");
}

TEST(LocalTimesAsPeopleSayThem, SayWhatIsMissing) {
  EXPECT_EQ(Local("18:00"),
            "\"18:00\" has no day; write it with one, such as \"2026-10-10 18:00\".");
  EXPECT_EQ(Local("friday"),
            "\"friday\" has no time of day; write it with one, such as \"friday 18:00\".");
  EXPECT_THAT(Local("2026-10-10"), HasSubstr("has no time of day"));
}

TEST(LocalTimesAsPeopleSayThem, ThatAreNoneStayForOthersToJudge) {
  for (const char* text : {"", "10/11/2026 18:00", "2026-10-10 6pm", "friday 24:00", "whenever",
                           "18:00 friday", "next friday 18:00"}) {
    EXPECT_EQ(Local(text), text);
  }
}

TEST(Clocks, StandOnADayThatIsKnown) {
  EXPECT_EQ(ReadClock("9:00", absl::CivilDay(2026, 12, 4)).text, "2026-12-04T09:00");
  EXPECT_EQ(ReadClock("9:00", absl::CivilDay(2026, 12, 4)).told,
            "2026-12-04 09:00, the day that it is on");
  EXPECT_EQ(ReadClock("friday 9:00", absl::CivilDay(2026, 12, 4)).text, "friday 9:00");
}

TEST(InstantsAsPeopleSayThem, AreReadInTheZone) {
  EXPECT_EQ(Instant("tomorrow 12:00"), "2026-10-11T07:00:00Z");
  EXPECT_EQ(Instant("2026-10-11 12:00"), "2026-10-11T07:00:00Z");
  EXPECT_EQ(Instant("2026-10-11T12:00"), "2026-10-11T07:00:00Z");
  EXPECT_EQ(Instant("2026-10-11 12:00+01:00"), "2026-10-11T11:00:00Z");
  EXPECT_EQ(ReadInstant("tomorrow 12:00", AtNight())->told,
            "2026-10-11 12:00+05:00 in Asia/Almaty");
}

TEST(InstantsAsPeopleSayThem, MayBeSoLongFromNow) {
  EXPECT_EQ(Instant("+36h"), "2026-10-11T08:30:00Z");
  EXPECT_EQ(Instant("+90m"), "2026-10-09T22:00:00Z");
  EXPECT_EQ(Instant("+2w"), "2026-10-23T20:30:00Z");
  // Where the clocks are set back in between, the time of day stays.
  EXPECT_EQ(Instant("+3w", "Europe/Berlin"), "2026-10-30T21:30:00Z");
}

TEST(InstantsAsPeopleSayThem, StayWhereTheyAreSaidInFull) {
  for (const char* text : {"2026-10-10T13:00:00Z", "2026-10-10T18:00:00+05:00", "never", "2w"}) {
    EXPECT_EQ(Instant(text), text);
  }
}

TEST(InstantsAsPeopleSayThem, ThatTheClocksSkipOrRepeatAreRefused) {
  EXPECT_THAT(Instant("2026-03-29 02:30", "Europe/Berlin"),
              HasSubstr("the clocks of Europe/Berlin skip 02:30 on 2026-03-29."));
  EXPECT_THAT(Instant("2026-10-25 02:30", "Europe/Berlin"),
              HasSubstr("write 2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00."));
  EXPECT_THAT(Instant("friday"), HasSubstr("has no time of day"));
  EXPECT_THAT(Instant("18:00"), HasSubstr("has no day"));
}

TEST(DependsOnToday, IsSoOfWordsAlone) {
  for (const char* text : {"today", "tomorrow 18:00", "Friday", "+2w", "+36h", "+3d 18:00"}) {
    EXPECT_TRUE(DependsOnToday(text)) << text;
  }
  for (const char* text : {"", "2026-10-10", "18:00", "2026-10-10 18:00", "10/11/2026", "soon"}) {
    EXPECT_FALSE(DependsOnToday(text)) << text;
  }
}

TEST(AdviceOn, NamesTheDaysThatItCouldBe) {
  EXPECT_EQ(AdviceOn("10/11/2026"), " It could be two days; write 2026-11-10 or 2026-10-11.");
  EXPECT_EQ(AdviceOn("10.11.2026 18:00"), " It could be two days; write 2026-11-10 or 2026-10-11.");
  EXPECT_EQ(AdviceOn("24.12.26"), " Write 2026-12-24.");
  EXPECT_EQ(AdviceOn("2026/10/11"), " Write 2026-10-11.");
  EXPECT_THAT(AdviceOn("30.02.2026"), IsEmpty());
}

TEST(AdviceOn, NamesTheTimeOfDay) {
  EXPECT_EQ(AdviceOn("6pm"), " Write 18:00.");
  EXPECT_EQ(AdviceOn("2026-10-10 6:30 PM"), " Write 18:30.");
  EXPECT_EQ(AdviceOn("12am"), " Write 00:00.");
  EXPECT_EQ(AdviceOn("18.00"), " Write 18:00.");
  EXPECT_THAT(AdviceOn("13pm"), IsEmpty());
}

TEST(AdviceOn, SaysWhatAWeekdayIs) {
  EXPECT_THAT(AdviceOn("next friday"), HasSubstr("the next such day, today included"));
  for (const char* text : {"", "soon", "2026-10-10", "18:00", "fly me to the moon"}) {
    EXPECT_THAT(AdviceOn(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace taqvim::cli
