// Events that repeat, where the clocks or the calendar skip what would be their
// time.
#include <map>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/repeating_fixture.h"
#include "server/schedule/testing/violations.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;

class OtherClocksTest : public RepeatingTest {
 protected:
  using RepeatingTest::RepeatingTest;
  // An event that repeats in a room of a venue of that zone, which is made when it
  // is missing.
  absl::StatusOr<v1::CreateEventResponse> CreateIn(const std::string& zone, const std::string& id,
                                                   const std::string& period,
                                                   const std::string& recurrence) {
    if (rooms_.count(zone) == 0) {
      rooms_[zone] = AddSpace(AddVenue(absl::StrCat("venue-", rooms_.size()), zone), "room");
    }
    return Create(
        id, absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } ", period,
                         " bookings { id: 'room' space: '", rooms_[zone], "' } ", recurrence));
  }
  void AddIn(const std::string& zone, const std::string& id, const std::string& period,
             const std::string& recurrence) {
    auto created = CreateIn(zone, id, period, recurrence);
    ASSERT_TRUE(created.ok()) << created.status();
    auto confirmed = Confirm("events/" + id);
    ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  }

  std::map<std::string, std::string> rooms_;  // by zone
};

TEST_F(OtherClocksTest, AnOccurrenceInASkippedHourKeepsItsLength) {
  AddIn("Europe/Berlin", "night", Timed("2025-03-23 02:30", "2025-03-23 03:30"),
        Rule("FREQ=WEEKLY;COUNT=3"));
  EXPECT_THAT(SpansOf("events/night", "Europe/Berlin"),
              ElementsAre("03-23 02:30 to 03:30", "03-30 03:30 to 04:30", "04-06 02:30 to 03:30"));
  AddIn("Africa/Cairo", "vigil", Timed("2025-04-24 00:30", "2025-04-24 02:00"),
        Rule("FREQ=DAILY;COUNT=3"));
  EXPECT_THAT(SpansOf("events/vigil", "Africa/Cairo"),
              ElementsAre("04-24 00:30 to 02:00", "04-25 01:30 to 03:00", "04-26 00:30 to 02:00"));
  AddIn("Australia/Lord_Howe", "tide", Timed("2025-10-04 02:15", "2025-10-04 02:45"),
        Rule("FREQ=DAILY;COUNT=2"));
  EXPECT_THAT(SpansOf("events/tide", "Australia/Lord_Howe"),
              ElementsAre("10-04 02:15 to 02:45", "10-05 02:45 to 03:15"));
  AddIn("Europe/Dublin", "wake", Timed("2025-03-29 01:30", "2025-03-29 02:30"),
        Rule("FREQ=DAILY;COUNT=2"));
  EXPECT_THAT(SpansOf("events/wake", "Europe/Dublin"),
              ElementsAre("03-29 01:30 to 02:30", "03-30 02:30 to 03:30"));
}

TEST_F(OtherClocksTest, ANightThatEndsInOrAfterASkippedHourIsReadAsDocumented) {
  AddIn("Europe/Berlin", "night", Timed("2025-03-28 22:00", "2025-03-29 05:00"),
        Rule("FREQ=DAILY;COUNT=2"));
  EXPECT_THAT(SpansOf("events/night", "Europe/Berlin"),
              ElementsAre("03-28 22:00 to 03-29 05:00", "03-29 22:00 to 03-30 05:00"));
  AddIn("Europe/Berlin", "dawn", Timed("2026-03-22 01:00", "2026-03-22 02:30"),
        Rule("FREQ=WEEKLY;COUNT=2"));
  EXPECT_THAT(SpansOf("events/dawn", "Europe/Berlin"),
              ElementsAre("03-22 01:00 to 02:30", "03-29 01:00 to 03:30"));
}

// The first is half an hour long, though the clocks show its end before its start.
TEST_F(OtherClocksTest, OfWhichTheFirstIsTurnedAroundByTheClocksKeepsItsLength) {
  std::string period = Timed("2025-10-26 02:45", "2025-10-26 02:15");
  period.insert(period.find("start {") + 7, " utc_offset { seconds: 7200 }");
  period.insert(period.find("end {") + 5, " utc_offset { seconds: 3600 }");
  AddIn("Europe/Berlin", "night", period, Rule("FREQ=WEEKLY;COUNT=2"));
  EXPECT_THAT(SpansOf("events/night", "Europe/Berlin"),
              ElementsAre("10-26 02:45 to 02:15", "11-02 02:45 to 03:15"));
}

TEST_F(OtherClocksTest, SetUpAndTearDownAreElapsedTimeAroundAnOccurrenceInASkippedHour) {
  const std::string room = AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  auto created = Create("night", absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } ",
                                              Timed("2025-03-23 02:30", "2025-03-23 03:30"),
                                              " bookings { space: '", room,
                                              "' set_up { seconds: 3600 } tear_down { seconds: "
                                              "1800 } } ",
                                              Rule("FREQ=WEEKLY;COUNT=2")));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(SpansOf("events/night", "UTC"),
              ElementsAre("03-23 00:30 to 03:00 held", "03-30 00:30 to 03:00 held"));
}

// In the hall and, from another clock, by a participant, each in its own zone; and
// in a gallery that is prepared before.
TEST_F(OtherClocksTest, BookingsOfOneOccurrenceAreEachReadInTheirOwnZone) {
  const std::string museum = AddVenue("museum", "Europe/Berlin");
  const std::string room = AddSpace(museum, "room"), foyer = AddSpace(museum, "foyer");
  auto created = Create(
      "night",
      absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } time_zone: 'Europe/London' ",
                   Timed("2025-03-23 02:30", "2025-03-23 03:30"), " bookings { space: '", room,
                   "' } bookings { participant: '", ensemble_, "' } bookings { space: '", foyer,
                   "' ", Timed("2025-03-23 01:30", "2025-03-23 02:15"), " } ",
                   Rule("FREQ=WEEKLY;COUNT=2")));
  ASSERT_TRUE(created.ok()) << created.status();
  // By booking, as the ensemble was there before the spaces.
  EXPECT_THAT(SpansOf("events/night", "UTC"),
              ElementsAre("03-23 02:30 to 03:30 held", "03-30 01:30 to 02:30 held",
                          "03-23 01:30 to 02:30 held", "03-30 01:30 to 02:30 held",
                          "03-23 00:30 to 01:15 held", "03-30 00:30 to 01:15 held"));
}

class SkippedHourTest : public OtherClocksTest {
 protected:
  // From two to three each Sunday in Berlin, which is from three to four on 30
  // March 2025, when the clocks are set.
  SkippedHourTest() {
    AddIn("Europe/Berlin", "early", Timed("2025-03-23 02:00", "2025-03-23 03:00"),
          Rule("FREQ=WEEKLY;COUNT=3"));
  }
  absl::StatusOr<v1::CreateEventResponse> CreateLate(const std::string& more) {
    return CreateIn("Europe/Berlin", "late", Timed("2025-03-23 03:00", "2025-03-23 04:00"),
                    Rule("FREQ=WEEKLY;COUNT=3", more));
  }
};

TEST_F(SkippedHourTest, BackToBackSeriesMeetOnThatDay) {
  auto late = CreateLate("");
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(late.status(), &report)) << late.status();
  ASSERT_EQ(report.total(), 1);
  EXPECT_EQ(report.conflicts(0).rule(), v1::CONFLICT_RULE_RESOURCE_BUSY);
  EXPECT_EQ(ToCivilDay(report.conflicts(0).occurrence_day()), absl::CivilDay(2025, 3, 30));
  EXPECT_THAT(report.conflicts(0).message(),
              HasSubstr("2025-03-30 03:00 to 04:00 (Europe/Berlin)"));
}

TEST_F(SkippedHourTest, WhatMeetsOnThatDayIsLeftOutOrHeldIfItsEventSaysSo) {
  auto skipping = CreateLate("on_conflict: OCCURRENCE_POLICY_SKIP");
  ASSERT_TRUE(skipping.ok()) << skipping.status();
  EXPECT_THAT(Text(skipping->event().recurrence().skipped_days()), ElementsAre("2025-03-30"));
  EXPECT_THAT(SpansOf("events/late", "Europe/Berlin"),
              ElementsAre("03-23 03:00 to 04:00 held", "04-06 03:00 to 04:00 held"));
  auto holding = Update("events/late", {"recurrence.on_conflict"},
                        "recurrence { on_conflict: OCCURRENCE_POLICY_HOLD }");
  ASSERT_TRUE(holding.ok()) << holding.status();
  ASSERT_TRUE(Confirm("events/late").ok());
  EXPECT_THAT(
      SpansOf("events/late", "Europe/Berlin"),
      ElementsAre("03-23 03:00 to 04:00", "03-30 03:00 to 04:00 held", "04-06 03:00 to 04:00"));
}

TEST_F(OtherClocksTest, WhatIsInsideAnotherMayLeaveItWhereAnHourIsSkipped) {
  AddIn("Europe/Berlin", "festival", Timed("2025-03-25 01:00", "2025-03-25 03:00"),
        Rule("FREQ=DAILY;COUNT=10"));
  const auto inside = [&](const std::string& more) {
    return CreateIn("Europe/Berlin", "opening",
                    "host: 'events/festival' " + Timed("2025-03-28 02:00", "2025-03-28 03:00"),
                    Rule("FREQ=DAILY;COUNT=4", more));
  };
  EXPECT_THAT(Lines(inside("").status()),
              ElementsAre("0 events/opening OUTSIDE_HOST events/festival"));
  auto skipping = inside("on_conflict: OCCURRENCE_POLICY_SKIP");
  ASSERT_TRUE(skipping.ok()) << skipping.status();
  EXPECT_THAT(Text(skipping->event().recurrence().skipped_days()), ElementsAre("2025-03-30"));
}

TEST_F(SkippedHourTest, AClosureNamesTheOccurrenceThatItMeets) {
  auto request = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure { ", Timed("2025-03-30 03:30", "2025-03-30 05:00"), " }"));
  request.set_parent("venues/venue-0");
  auto closed = Run(CreateClosure, request);
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->conflicts().total(), 1);
  EXPECT_EQ(ToCivilDay(closed->conflicts().conflicts(0).occurrence_day()),
            absl::CivilDay(2025, 3, 30));
}

TEST_F(OtherClocksTest, WhatMeetsWhenTheHorizonReachesASkippedHourIsHeld) {
  // On 28 March the clocks are set in 2027, and in no year before.
  AddIn("Europe/Berlin", "early", Timed("2025-03-28 02:00", "2025-03-28 03:00"),
        Rule("FREQ=YEARLY"));
  AddIn("Europe/Berlin", "late", Timed("2025-03-28 03:00", "2025-03-28 04:00"),
        Rule("FREQ=YEARLY"));
  SetNow("2025-04-01");
  EXPECT_TRUE(Rolls());
  EXPECT_EQ(SpansOf("events/early", "Europe/Berlin").back(), "03-28 03:00 to 04:00");
  EXPECT_EQ(SpansOf("events/late", "Europe/Berlin").back(), "03-28 03:00 to 04:00 held");
  EXPECT_THAT(Text(RecurrenceOf("events/late").held_days()), ElementsAre("2027-03-28"));
}

// The clocks of Nuuk go from 23:00 to midnight on 29 March 2025.
TEST_F(OtherClocksTest, AnOccurrenceThatIsMovedIntoTheNextDayIsStillThatOfItsDay) {
  AddIn("America/Nuuk", "night", Timed("2025-03-27 23:30", "2025-03-28 00:30"),
        Rule("FREQ=DAILY;COUNT=4"));
  EXPECT_THAT(SpansOf("events/night", "America/Nuuk"),
              ElementsAre("03-27 23:30 to 03-28 00:30", "03-28 23:30 to 03-29 00:30",
                          "03-30 00:30 to 01:30", "03-30 23:30 to 03-31 00:30"));
  auto request = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure { ", Timed("2025-03-30 00:00", "2025-03-30 02:00"), " }"));
  request.set_parent("venues/venue-0");
  auto closed = Run(CreateClosure, request);
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->conflicts().total(), 1);
  EXPECT_EQ(ToCivilDay(closed->conflicts().conflicts(0).occurrence_day()),
            absl::CivilDay(2025, 3, 29));
}

TEST_F(OtherClocksTest, AMovedOccurrenceIsSaidAndMayNotBeInASkippedHour) {
  auto created = CreateIn("Europe/Berlin", "night", Timed("2025-03-22 02:30", "2025-03-22 03:30"),
                          Rule("FREQ=WEEKLY;COUNT=2",
                               absl::StrCat("moved_occurrences { ", DayText("day", "2025-03-29"),
                                            Timed("2025-03-30 02:30", "2025-03-30 03:30"), " }")));
  EXPECT_EQ(ReasonOf(created.status()), v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  EXPECT_THAT(ViolationsOf(created.status()),
              ElementsAre(Key("event.recurrence.moved_occurrences[0].period.timed.start")));
}

// Samoa had no 30 December 2011.
class SkippedDayTest : public OtherClocksTest {
 protected:
  SkippedDayTest() : OtherClocksTest(absl::FromUnixSeconds(1291161600)) {}  // 2010-12-01
};

TEST_F(SkippedDayTest, AnOccurrenceAllOfWhoseDaysAreSkippedIsLeftOut) {
  AddIn("Pacific/Apia", "fair", Dated("2011-12-28", "2011-12-28"), Rule("FREQ=DAILY;COUNT=4"));
  EXPECT_THAT(SpansOf("events/fair", "Pacific/Apia"),
              ElementsAre("12-28 00:00 to 12-29 00:00", "12-29 00:00 to 12-31 00:00",
                          "12-31 00:00 to 01-01 00:00"));
  EXPECT_THAT(Text(RecurrenceOf("events/fair").skipped_days()), ElementsAre("2011-12-30"));
}

TEST_F(SkippedDayTest, AnOccurrenceOfWhichADayIsLeftIsShorter) {
  AddIn("Pacific/Apia", "fair", Dated("2011-12-26", "2011-12-27"),
        Rule("FREQ=DAILY;INTERVAL=4;COUNT=2"));
  EXPECT_THAT(SpansOf("events/fair", "Pacific/Apia"),
              ElementsAre("12-26 00:00 to 12-28 00:00", "12-31 00:00 to 01-01 00:00"));
  EXPECT_THAT(Text(RecurrenceOf("events/fair").skipped_days()), IsEmpty());
}

TEST_F(SkippedDayTest, AnOccurrenceIsLeftOutWithAllItsBookings) {
  const std::string room = AddSpace(AddVenue("museum", "Pacific/Apia"), "room");
  auto created =
      Create("fair", absl::StrCat("activity { form: ACTIVITY_FORM_OTHER } time_zone: "
                                  "'Pacific/Auckland' ",
                                  Dated("2011-12-29", "2011-12-29"), " bookings { participant: '",
                                  ensemble_, "' } bookings { space: '", room, "' } ",
                                  Rule("FREQ=DAILY;COUNT=3")));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2011-12-30"));
  EXPECT_THAT(SpansOf("events/fair", "Pacific/Auckland"),
              ElementsAre("12-29 00:00 to 12-30 00:00 held", "12-31 00:00 to 01-01 00:00 held",
                          "12-29 23:00 to 12-30 23:00 held", "12-30 23:00 to 12-31 23:00 held"));
}

// What the rule has on 30 December takes place on the 31st, on which the culture days are
// there, too: it is outside of them, as the write was told.
TEST_F(SkippedDayTest, WhatIsSaidCountsForTheStopsOfAProgramme) {
  const auto stop = [](int day) {
    return absl::StrCat(" stops { city: 'Astana' first_day { year: 2011 month: 12 day: ", day,
                        " } last_day { year: 2011 month: 12 day: ", day, " } }");
  };
  ASSERT_TRUE(Create("days", absl::StrCat("culture_days { guest_country: 'AZ' host_country: 'KZ'",
                                          stop(29), stop(31), " }"))
                  .ok());
  const std::string room = AddSpace(AddVenue("museum", "Pacific/Apia"), "room");
  const auto created = Create(
      "talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } programme: 'events/days' ",
                           Timed("2011-12-29 18:00", "2011-12-29 19:00"), " bookings { space: '",
                           room, "' } ", Rule("FREQ=DAILY;COUNT=2")));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(SpansOf("events/talk", "Pacific/Apia"),
              ElementsAre("12-29 18:00 to 19:00 held", "12-31 18:00 to 19:00 held"));
  EXPECT_THAT(Lines(created->advisories()),
              ElementsAre("0 events/talk OUTSIDE_PROGRAMME events/days, advisory"));
  const auto listed = Run(ListConflicts, "");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->conflicts_size(), 1);
  EXPECT_EQ(listed->conflicts(0).conflict().occurrence_day().day(), 30);
}

TEST_F(SkippedDayTest, OccurrencesThatFallTogetherAreClaimedAndYieldTogether) {
  AddIn("Pacific/Apia", "talk", Timed("2011-12-29 10:00", "2011-12-29 12:00"),
        Rule("FREQ=DAILY;COUNT=3"));
  EXPECT_THAT(SpansOf("events/talk", "Pacific/Apia"),
              ElementsAre("12-29 10:00 to 12:00", "12-31 10:00 to 12:00"));
  auto other = CreateIn("Pacific/Apia", "other", Timed("2011-12-28 11:00", "2011-12-28 13:00"),
                        Rule("FREQ=DAILY;COUNT=5", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_THAT(Text(other->event().recurrence().skipped_days()),
              ElementsAre("2011-12-29", "2011-12-30", "2011-12-31"));
  EXPECT_THAT(SpansOf("events/other", "Pacific/Apia"),
              ElementsAre("12-28 11:00 to 13:00 held", "01-01 11:00 to 13:00 held"));
}

// The hall at the same hours as ever, and the gallery on the eve at other ones:
// where both occurrences have the hall, one may still lose its gallery.
TEST_F(SkippedDayTest, OfOccurrencesThatFallTogetherOneMayStay) {
  const std::string museum = AddVenue("museum", "Pacific/Apia");
  const std::string room = AddSpace(museum, "room"), foyer = AddSpace(museum, "foyer");
  AddConfirmed("gala", foyer, "2011-12-28 21:00", "2011-12-28 22:00");
  auto created = Create(
      "talk", absl::StrCat("activity { form: ACTIVITY_FORM_OTHER } ",
                           Timed("2011-12-29 10:00", "2011-12-29 12:00"), " bookings { space: '",
                           room, "' } bookings { space: '", foyer, "' ",
                           Timed("2011-12-27 20:00", "2011-12-27 22:00"), " } ",
                           Rule("FREQ=DAILY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP")));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2011-12-30"));
  EXPECT_THAT(SpansOf("events/talk", "Pacific/Apia"),
              ElementsAre("12-29 10:00 to 12:00 held", "12-31 10:00 to 12:00 held",
                          "12-27 20:00 to 22:00 held", "12-29 20:00 to 22:00 held"));
}

class LongBeforeASkippedDayTest : public OtherClocksTest {
 protected:
  LongBeforeASkippedDayTest() : OtherClocksTest(absl::FromUnixSeconds(1259625600)) {}  // 2009-12-01
};

TEST_F(LongBeforeASkippedDayTest, AnOccurrenceIsLeftOutWhenTheHorizonReachesIt) {
  AddIn("Pacific/Apia", "fair", Dated("2010-12-30", "2010-12-30"), Rule("FREQ=YEARLY"));
  EXPECT_THAT(ClaimsOf("events/fair", "Pacific/Apia"), ElementsAre("2010-12-30 00:00"));
  SetNow("2011-02-01");
  EXPECT_TRUE(Rolls());
  EXPECT_THAT(Text(RecurrenceOf("events/fair").skipped_days()), ElementsAre("2011-12-30"));
  EXPECT_THAT(ClaimsOf("events/fair", "Pacific/Apia"),
              ElementsAre("2010-12-30 00:00", "2012-12-30 00:00"));
}

}  // namespace
}  // namespace taqvim::schedule
