// Events that repeat: what they claim, what they meet, and what becomes of it.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/judge/conflict_page.h"
#include "server/schedule/testing/repeating_fixture.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using ::testing::SizeIs;

class SeriesTest : public RepeatingTest {
 protected:
  // A talk in the hall on Tuesday 2025-10-07, 18:00 to 20:00, and again.
  absl::StatusOr<v1::CreateEventResponse> CreateTalk(const std::string& recurrence,
                                                     const std::string& id = "talk") {
    return Create(id, absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                   Timed("2025-10-07 18:00", "2025-10-07 20:00"),
                                   "bookings { id: 'hall' space: '", hall_, "' } ", recurrence));
  }
  void AddTalk(const std::string& recurrence) {
    auto created = CreateTalk(recurrence);
    ASSERT_TRUE(created.ok()) << created.status();
    auto confirmed = Confirm("events/talk");
    ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  }
};

TEST_F(SeriesTest, EveryOccurrenceIsClaimed) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3"));
  EXPECT_THAT(ClaimsOf("events/talk"),
              ElementsAre("2025-10-07 18:00", "2025-10-14 18:00", "2025-10-21 18:00"));
  auto other = Create("other", "activity { form: ACTIVITY_FORM_TALK } " +
                                   Timed("2025-10-14 19:00", "2025-10-14 21:00") +
                                   "bookings { space: '" + hall_ + "' }");
  EXPECT_THAT(Lines(other.status()), ElementsAre("0 events/other RESOURCE_BUSY events/talk"));
  AddConfirmed("between", hall_, "2025-10-13 18:00", "2025-10-13 20:00");
}

TEST_F(SeriesTest, AWeeklySeriesKeepsItsLocalHourOverBothChangesOfTheClocks) {
  const std::string museum = AddVenue("museum", "Europe/Berlin");
  const std::string room = AddSpace(museum, "room");
  auto created = Create("tour", absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } ",
                                             Timed("2025-03-23 18:00", "2025-03-23 19:00"),
                                             "bookings { space: '", room,
                                             "' set_up { seconds: "
                                             "3600 } } ",
                                             Rule("FREQ=WEEKLY;COUNT=33")));
  ASSERT_TRUE(created.ok()) << created.status();
  const auto claims = ClaimsOf("events/tour", "Europe/Berlin");
  ASSERT_THAT(claims, SizeIs(33));
  for (const std::string& claim : claims) EXPECT_THAT(claim, HasSubstr(" 17:00")) << claim;
  const auto utc = ClaimsOf("events/tour", "UTC");
  EXPECT_EQ(utc[0], "2025-03-23 16:00 held");
  EXPECT_EQ(utc[1], "2025-03-30 15:00 held");
  EXPECT_EQ(utc[30], "2025-10-19 15:00 held");
  EXPECT_EQ(utc[31], "2025-10-26 16:00 held");
}

TEST_F(SeriesTest, ALocalTimeThatALaterOccurrenceSkipsOrMeetsTwiceIsReadAsDocumented) {
  const std::string museum = AddVenue("museum", "Europe/Berlin");
  const std::string room = AddSpace(museum, "room");
  auto create = [&](const std::string& id, const std::string& start, const std::string& end) {
    return Create(id,
                  absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } ", Timed(start, end),
                               "bookings { space: '", room, "' } ", Rule("FREQ=WEEKLY;COUNT=2")));
  };
  // Skipped: by the offset before; twice: the earlier.
  ASSERT_TRUE(create("spring", "2025-03-23 02:30", "2025-03-23 02:45").ok());
  EXPECT_THAT(ClaimsOf("events/spring", "UTC"),
              ElementsAre("2025-03-23 01:30 held", "2025-03-30 01:30 held"));
  ASSERT_TRUE(create("autumn", "2025-10-19 02:30", "2025-10-19 02:45").ok());
  EXPECT_THAT(ClaimsOf("events/autumn", "UTC"),
              ElementsAre("2025-10-19 00:30 held", "2025-10-26 00:30 held"));
  // The first one is what was said, and is refused.
  EXPECT_EQ(ReasonOf(create("first", "2025-03-30 02:30", "2025-03-30 02:45").status()),
            v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

TEST_F(SeriesTest, AYearlyTwentyNinthOfFebruaryIsInLeapYearsOnly) {
  SetNow("2023-12-01");
  auto created = Create(
      "leap", absl::StrCat("commemoration { honourees: 'A poet' original_day { ",
                           DateText("1904-02-29"), " } } ", Dated("2024-02-29", "2024-02-29"),
                           "bookings { space: '", hall_, "' } ", Rule("FREQ=YEARLY")));
  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_TRUE(Confirm("events/leap").ok());
  EXPECT_THAT(ClaimsOf("events/leap"), ElementsAre("2024-02-29 00:00"));
  SetNow("2026-03-01");
  EXPECT_TRUE(Rolls());
  EXPECT_THAT(ClaimsOf("events/leap"), ElementsAre("2024-02-29 00:00", "2028-02-29 00:00"));
  const Occurrences occurrences(created->event());
  EXPECT_EQ(occurrences.AnniversaryOn(absl::CivilDay(2028, 2, 29)), 124);
}

TEST_F(SeriesTest, FailsWithTheDayOfEveryOccurrenceInConflict) {
  AddConfirmed("a", hall_, "2025-10-14 17:00", "2025-10-14 19:00");
  AddConfirmed("b", hall_, "2025-10-28 17:00", "2025-10-28 19:00");
  auto created = CreateTalk(Rule("FREQ=WEEKLY;COUNT=4"));
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(created.status(), &report)) << created.status();
  ASSERT_EQ(report.total(), 2);
  EXPECT_EQ(ToCivilDay(report.conflicts(0).occurrence_day()), absl::CivilDay(2025, 10, 14));
  EXPECT_EQ(ToCivilDay(report.conflicts(1).occurrence_day()), absl::CivilDay(2025, 10, 28));
  EXPECT_EQ(report.conflicts(1).counterpart(), "events/b");
}

TEST_F(SeriesTest, AClosureTellsEveryOccurrenceThatItMeets) {
  AddTalk(
      Rule("FREQ=WEEKLY;COUNT=5", absl::StrCat("moved_occurrences { ", DayText("day", "2025-10-21"),
                                               " ", Timed("2025-10-22 10:00", "2025-10-22 12:00"),
                                               " } ", DayText("excluded_days", "2025-10-28"))));
  auto request = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure { ", Dated("2025-10-14", "2025-11-01"), " spaces: '", hall_, "' }"));
  request.set_parent(library_);
  auto closed = Run(CreateClosure, request);
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->conflicts().total(), 2);
  ASSERT_THAT(closed->conflicts().conflicts(), SizeIs(2));
  const v1::Conflict& first = closed->conflicts().conflicts(0);
  const v1::Conflict& moved = closed->conflicts().conflicts(1);
  EXPECT_EQ(ToCivilDay(first.occurrence_day()), absl::CivilDay(2025, 10, 14));
  EXPECT_EQ(ToCivilDay(moved.occurrence_day()), absl::CivilDay(2025, 10, 21));
  // From 10:00 in Almaty.
  EXPECT_EQ(
      moved.start_time().seconds(),
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilHour(2025, 10, 22, 5), absl::UTCTimeZone())));
  auto listed = Run(ListConflicts, v1::ListConflictsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(listed->conflicts(), SizeIs(2));
  EXPECT_EQ(ToCivilDay(listed->conflicts(0).conflict().occurrence_day()),
            absl::CivilDay(2025, 10, 14));
  EXPECT_EQ(ToCivilDay(listed->conflicts(1).conflict().occurrence_day()),
            absl::CivilDay(2025, 10, 21));
  EXPECT_THAT(listed->conflicts(1).resolution(),
              HasSubstr("Move or exclude the occurrence of 2025-10-21 of events/talk, or "));
  EXPECT_THAT(moved.message(), HasSubstr("exclude that occurrence"));
}

TEST_F(SeriesTest, SkipsOccurrencesInConflictAndSaysWhich) {
  AddConfirmed("a", hall_, "2025-10-14 17:00", "2025-10-14 19:00");
  auto created = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Lines(created->advisories()),
              ElementsAre("0 events/talk RESOURCE_BUSY events/a, advisory"));
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2025-10-14"));
  ASSERT_TRUE(Confirm("events/talk").ok());
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-07 18:00", "2025-10-21 18:00"));
  // It stays left out while nothing about its times is altered.
  ASSERT_TRUE(Cancel("events/a").ok());
  ASSERT_TRUE(Update("events/talk", {"title"}, "title { key: 'en' value: 'Talks' }").ok());
  EXPECT_THAT(ClaimsOf("events/talk"), SizeIs(2));
}

TEST_F(SeriesTest, HoldsOccurrencesInConflictThoughTheEventIsConfirmed) {
  AddConfirmed("a", hall_, "2025-10-14 17:00", "2025-10-14 19:00");
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_HOLD"));
  EXPECT_THAT(ClaimsOf("events/talk"),
              ElementsAre("2025-10-07 18:00", "2025-10-14 18:00 held", "2025-10-21 18:00"));
  EXPECT_THAT(Text(RecurrenceOf("events/talk").held_days()), ElementsAre("2025-10-14"));
  auto titled = Update("events/talk", {"title"}, "title { key: 'en' value: 'Talks' }");
  ASSERT_TRUE(titled.ok()) << titled.status();
  EXPECT_EQ(ClaimsOf("events/talk")[1], "2025-10-14 18:00 held");
}

TEST_F(SeriesTest, AnswersThatSomethingIsInTheWayOfWhatItOnlyHolds) {
  AddConfirmed("a", hall_, "2025-10-14 17:00", "2025-10-14 19:00");
  auto created = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_HOLD"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(created->event().holds(0).blocked());
}

TEST_F(SeriesTest, RanksByAllItsOccurrencesWhicheverAreNew) {
  const auto hold = [this](const std::string& id, const std::string& day) {
    return Create(id, absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                   Timed(day + " 18:00", day + " 20:00"),
                                   "bookings { id: 'hall' space: '", hall_, "' }"));
  };
  ASSERT_TRUE(hold("a", "2025-10-07").ok());
  ASSERT_TRUE(CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", DayText("excluded_days", "2025-10-21"))).ok());
  ASSERT_TRUE(hold("b", "2025-10-21").ok());
  auto changed = Update("events/talk", {"recurrence"}, Rule("FREQ=WEEKLY;COUNT=3"));
  ASSERT_TRUE(changed.ok()) << changed.status();
  ASSERT_EQ(changed->advisories_size(), 1);
  EXPECT_GE(changed->advisories(0).hold_rank(), 2);
  EXPECT_EQ(changed->advisories(0).hold_rank(), changed->event().holds(0).rank());
}

TEST_F(SeriesTest, NamesADayOnceThatIsHeldAgainBeforeItIsOver) {
  AddConfirmed("a", hall_, "2025-10-08 10:00", "2025-10-08 19:00");
  const std::string hold = "on_conflict: OCCURRENCE_POLICY_HOLD";
  ASSERT_TRUE(Create("talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                          Timed("2025-10-07 18:00", "2025-10-08 20:00"),
                                          "bookings { id: 'hall' space: '", hall_, "' } ",
                                          Rule("FREQ=WEEKLY;COUNT=3", hold)))
                  .ok());
  ASSERT_TRUE(Confirm("events/talk").ok());
  SetNow("2025-10-08");
  ASSERT_TRUE(Update("events/talk", {"recurrence"}, Rule("FREQ=WEEKLY;COUNT=4", hold)).ok());
  EXPECT_THAT(Text(RecurrenceOf("events/talk").held_days()), ElementsAre("2025-10-07"));
}

TEST_F(SeriesTest, TellsApartOccurrencesThatMeetTheSameAtOnce) {
  v1::Conflict one, other;
  *one.mutable_occurrence_day() = ToDate(absl::CivilDay(2025, 10, 7));
  *other.mutable_occurrence_day() = ToDate(absl::CivilDay(2025, 10, 8));
  EXPECT_TRUE(ConflictBefore(one, other));
  EXPECT_FALSE(ConflictBefore(other, one));
}

TEST_F(SeriesTest, TellsApartWhatIsMetFromOneStartOnUntilDifferentEnds) {
  v1::Conflict shorter, longer;
  shorter.mutable_end_time()->set_seconds(1);
  longer.mutable_end_time()->set_seconds(2);
  EXPECT_TRUE(ConflictBefore(shorter, longer));
  EXPECT_FALSE(ConflictBefore(longer, shorter));
  EXPECT_TRUE(AreAlikeUpToTheEnd(shorter, longer));
}

TEST_F(SeriesTest, TriesWhatWasLeftOutOrHeldAgainWhenItsTimesAreAltered) {
  AddConfirmed("a", hall_, "2025-10-14 17:00", "2025-10-14 19:00");
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_HOLD"));
  ASSERT_TRUE(Cancel("events/a").ok());
  auto changed = Update("events/talk", {"recurrence"},
                        Rule("FREQ=WEEKLY;COUNT=4", "on_conflict: OCCURRENCE_POLICY_HOLD"));
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-07 18:00", "2025-10-14 18:00",
                                                   "2025-10-21 18:00", "2025-10-28 18:00"));
  EXPECT_THAT(Text(RecurrenceOf("events/talk").held_days()), IsEmpty());
}

TEST_F(SeriesTest, SkipsWhatIsClosed) {
  Close("2025-10-14", "repairs");
  auto created = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2025-10-14"));
}

TEST_F(SeriesTest, SkipsWhatIsOutsideOpeningHours) {
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  request.mutable_update_mask()->add_paths("opening_hours");
  for (auto day : {google::type::TUESDAY, google::type::THURSDAY}) {
    v1::OpeningHours& hours = *request.mutable_venue()->add_opening_hours();
    hours.set_day(day);
    hours.mutable_open()->set_hours(9);
    hours.mutable_close()->set_hours(22);
  }
  ASSERT_TRUE(Run(UpdateVenue, request).ok());
  auto created = CreateTalk(Rule("FREQ=DAILY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2025-10-08"));
}

TEST_F(SeriesTest, ThatOverlapsItselfIsNoConflict) {
  auto created = Create(
      "vigil", absl::StrCat("activity { form: ACTIVITY_FORM_OTHER } ",
                            Timed("2025-10-07 18:00", "2025-10-08 20:00"), "bookings { space: '",
                            hall_, "' } ", Rule("FREQ=DAILY;COUNT=3")));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(Confirm("events/vigil").ok());
}

// The second night begins before the first has ended, and the meeting within both.
TEST_F(SeriesTest, ThatOverlapsItselfIsMetUntilTheLastOccurrenceThere) {
  auto vigil = Create(
      "vigil", absl::StrCat("activity { form: ACTIVITY_FORM_OTHER } ",
                            Timed("2025-10-07 18:00", "2025-10-08 20:00"), "bookings { space: '",
                            hall_, "' } ", Rule("FREQ=DAILY;COUNT=2")));
  ASSERT_TRUE(vigil.ok()) << vigil.status();
  auto meeting = Create("meeting", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                                Timed("2025-10-08 19:00", "2025-10-08 22:00"),
                                                "bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(meeting.ok()) << meeting.status();
  ASSERT_EQ(meeting->advisories_size(), 1);
  const v1::Conflict& held = meeting->advisories(0);
  EXPECT_EQ(held.rule(), v1::CONFLICT_RULE_HELD);
  EXPECT_EQ(held.end_time().seconds() - held.start_time().seconds(), 3 * 3600);
}

TEST_F(SeriesTest, LeavesOutExcludedDaysAndMovesOthersWithAllTheirBookings) {
  const std::string moved = absl::StrCat("moved_occurrences { ", DayText("day", "2025-10-21"),
                                         Timed("2025-10-22 19:00", "2025-10-22 20:00"), " } ");
  auto created = Create(
      "talk",
      absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                   Timed("2025-10-07 18:00", "2025-10-07 20:00"), "bookings { space: '", hall_,
                   "' } bookings { space: '", gallery_, "' ",
                   Timed("2025-10-07 17:00", "2025-10-07 18:00"), " } ",
                   Rule("FREQ=WEEKLY;COUNT=3", DayText("excluded_days", "2025-10-14") + moved)));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(ClaimsOf("events/talk"),
              ElementsAre("2025-10-07 18:00 held", "2025-10-22 19:00 held", "2025-10-07 17:00 held",
                          "2025-10-22 18:00 held"));
}

TEST_F(SeriesTest, ExceptionsMustBeDaysOfOccurrences) {
  auto excluded = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", DayText("excluded_days", "2025-10-15")));
  EXPECT_THAT(ViolationsOf(excluded.status()),
              ElementsAre(Pair("event.recurrence.excluded_days[0]",
                               HasSubstr("2025-10-15, on which the rule has no occurrence"))));
  auto beyond = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", DayText("excluded_days", "2025-10-28")));
  EXPECT_THAT(ViolationsOf(beyond.status()), SizeIs(1));
  auto moved = CreateTalk(
      Rule("FREQ=WEEKLY;COUNT=3", absl::StrCat("moved_occurrences { ", DayText("day", "2025-10-14"),
                                               Dated("2025-10-15", "2025-10-15"), " }")));
  EXPECT_THAT(ViolationsOf(moved.status()),
              ElementsAre(Key("event.recurrence.moved_occurrences[0].period")));
}

TEST_F(SeriesTest, TheFirstDayMustBeAnOccurrence) {
  auto created = CreateTalk(Rule("FREQ=WEEKLY;BYDAY=WE"));
  EXPECT_THAT(ViolationsOf(created.status()),
              ElementsAre(Pair("event.recurrence.rule",
                               HasSubstr("first day of the event, 2025-10-07; its first is on "
                                         "2025-10-08"))));
}

TEST_F(SeriesTest, ExhibitionsAndWhatNeverEndsDoNotRepeat) {
  auto exhibition =
      Create("show", "exhibition {} " + Dated("2025-10-07", "2025-10-08") + Rule("FREQ=MONTHLY"));
  EXPECT_THAT(ViolationsOf(exhibition.status()), ElementsAre(Key("event.recurrence")));
  auto endless = Create("endless", "activity { form: ACTIVITY_FORM_OTHER } " +
                                       Dated("2025-10-07", "") + Rule("FREQ=MONTHLY"));
  EXPECT_THAT(ViolationsOf(endless.status()), ElementsAre(Key("event.recurrence.rule")));
}

TEST_F(SeriesTest, HasAtMostFourHundredOccurrencesWithinTheHorizon) {
  auto daily = CreateTalk(Rule("FREQ=DAILY"));
  EXPECT_THAT(ViolationsOf(daily.status()),
              ElementsAre(Pair("event.recurrence.rule", HasSubstr("more than 400 occurrences"))));
  auto bounded = CreateTalk(Rule("FREQ=DAILY;COUNT=400"));
  ASSERT_TRUE(bounded.ok()) << bounded.status();
  EXPECT_THAT(ClaimsOf("events/talk"), SizeIs(400));
}

TEST_F(SeriesTest, AnAlteredRuleLeavesFinishedOccurrencesAsTheyWere) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=4"));
  SetNow("2025-10-16");
  auto changed = Update("events/talk", {"recurrence"}, Rule("FREQ=WEEKLY;INTERVAL=2;COUNT=4"));
  ASSERT_TRUE(changed.ok()) << changed.status();
  // The one of the 14th is over, though the new rule does not have it.
  EXPECT_THAT(ClaimsOf("events/talk"),
              ElementsAre("2025-10-07 18:00", "2025-10-14 18:00", "2025-10-21 18:00",
                          "2025-11-04 18:00", "2025-11-18 18:00"));
}

TEST_F(SeriesTest, ExpandedAnewKeepsWhatWasMovedFromLongAgoToLater) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=10",
               absl::StrCat("moved_occurrences { ", DayText("day", "2025-10-14"),
                            Timed("2026-03-05 18:00", "2026-03-05 20:00"), " }")));
  SetNow("2026-03-01");
  ASSERT_TRUE(Update("events/talk", {"recurrence"},
                     Rule("FREQ=WEEKLY;COUNT=2",
                          absl::StrCat("moved_occurrences { ", DayText("day", "2025-10-14"),
                                       Timed("2026-03-05 18:00", "2026-03-05 20:00"), " }")))
                  .ok());
  EXPECT_THAT(ClaimsOf("events/talk"), Contains("2026-03-05 18:00"));
}

TEST_F(SeriesTest, EndsWhenItsRecurrenceIsCleared) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=4"));
  ASSERT_TRUE(Update("events/talk", {"recurrence"}, "").ok());
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-07 18:00"));
  EXPECT_FALSE(Get("events/talk").has_recurrence());
}

TEST_F(SeriesTest, ThatIsCancelledFreesEveryOccurrence) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=4"));
  ASSERT_TRUE(Cancel("events/talk").ok());
  EXPECT_THAT(ClaimsOf("events/talk"), IsEmpty());
}

TEST_F(SeriesTest, IsClaimedUpToTheHorizonWhichRollsOn) {
  AddTalk(Rule("FREQ=MONTHLY"));
  EXPECT_EQ(ToCivilDay(RecurrenceOf("events/talk").claimed_through()), absl::CivilDay(2027, 1, 2));
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2026-12-07 18:00");
  SetNow("2025-01-30");
  EXPECT_FALSE(Rolls());
  SetNow("2025-02-01");
  EXPECT_TRUE(Rolls());
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2027-01-07 18:00");
  EXPECT_EQ(ToCivilDay(RecurrenceOf("events/talk").claimed_through()), absl::CivilDay(2027, 2, 2));
  EXPECT_FALSE(Rolls());
}

TEST_F(SeriesTest, HoldsWhatIsInConflictWhenTheHorizonReachesIt) {
  AddTalk(Rule("FREQ=MONTHLY"));
  AddConfirmed("far", hall_, "2027-01-07 17:00", "2027-01-07 19:00");
  SetNow("2025-02-01");
  EXPECT_TRUE(Rolls());
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2027-01-07 18:00 held");
  EXPECT_THAT(Text(RecurrenceOf("events/talk").held_days()), ElementsAre("2027-01-07"));
}

TEST_F(SeriesTest, LeavesOutWhatIsInConflictWhenTheHorizonReachesItIfItSaysSo) {
  AddTalk(Rule("FREQ=MONTHLY", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  AddConfirmed("far", hall_, "2027-01-07 17:00", "2027-01-07 19:00");
  SetNow("2025-02-01");
  EXPECT_TRUE(Rolls());
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2026-12-07 18:00");
  EXPECT_THAT(Text(RecurrenceOf("events/talk").skipped_days()), ElementsAre("2027-01-07"));
}

TEST_F(SeriesTest, IsRolledOnBeforeAWriteThatChangesItIsJudged) {
  AddTalk(Rule("FREQ=MONTHLY"));
  SetNow("2025-02-01");
  auto changed = Update("events/talk", {"title"}, "title { key: 'en' value: 'Again' }");
  EXPECT_EQ(ReasonOf(changed.status()), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2027-01-07 18:00");
}

TEST_F(SeriesTest, IsRolledOnBeforeALaterWriteIsJudged) {
  AddTalk(Rule("FREQ=MONTHLY"));
  SetNow("2025-02-01");
  auto far = Create("far", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                        Timed("2027-01-07 17:00", "2027-01-07 19:00"),
                                        "bookings { space: '", hall_, "' }"));
  EXPECT_THAT(Lines(far.status()), ElementsAre("0 events/far RESOURCE_BUSY events/talk"));
}

TEST_F(SeriesTest, ThatEndsIsNotRolledOn) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=4"));
  SetNow("2027-01-01");
  EXPECT_FALSE(Rolls());
}

TEST_F(SeriesTest, OfTwoThatCollideInOneBatchTheLaterYields) {
  v1::BatchWriteEventsRequest batch;
  for (const char* id : {"one", "two"}) {
    v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
    create.set_event_id(id);
    *create.mutable_event() = FromText<v1::Event>(absl::StrCat(
        "title { key: 'en' value: 'A talk' } owner: 'organizations/owner' ",
        "activity { form: ACTIVITY_FORM_TALK } ", Timed("2025-10-07 18:00", "2025-10-07 20:00"),
        "bookings { space: '", hall_, "' } ",
        Rule(id == std::string("one") ? "FREQ=WEEKLY;COUNT=2" : "FREQ=DAILY;COUNT=8",
             "on_conflict: OCCURRENCE_POLICY_SKIP")));
    batch.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/", id));
  }
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(ClaimsOf("events/one"), ElementsAre("2025-10-07 18:00", "2025-10-14 18:00"));
  EXPECT_THAT(Text(RecurrenceOf("events/two").skipped_days()),
              ElementsAre("2025-10-07", "2025-10-14"));
  EXPECT_THAT(ClaimsOf("events/two"), SizeIs(6));
}

// The first night of what collides with it is only now to be; the second stands.
TEST_F(SeriesTest, ThatYieldsWithOneOccurrenceIsInTheWayWithTheOthers) {
  AddTalk(Rule("FREQ=DAILY;COUNT=2", DayText("excluded_days", "2025-10-07")));
  v1::BatchWriteEventsRequest batch;
  v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
  create.set_event_id("vigil");
  *create.mutable_event() = FromText<v1::Event>(absl::StrCat(
      "title { key: 'en' value: 'A vigil' } owner: 'organizations/owner' ",
      "activity { form: ACTIVITY_FORM_OTHER } ", Timed("2025-10-07 18:00", "2025-10-08 20:00"),
      "bookings { space: '", hall_, "' } "));
  batch.add_writes()->mutable_confirm()->set_name("events/vigil");
  v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
  *update.mutable_event() = Get("events/talk");
  update.mutable_event()->mutable_recurrence()->clear_excluded_days();
  update.mutable_event()->mutable_recurrence()->set_on_conflict(v1::OCCURRENCE_POLICY_SKIP);
  update.mutable_update_mask()->add_paths("recurrence");
  EXPECT_THAT(Lines(Run(BatchWriteEvents, batch).status()),
              ElementsAre("0 events/vigil RESOURCE_BUSY events/talk",
                          "2 events/talk RESOURCE_BUSY events/vigil, advisory"));
}

TEST_F(SeriesTest, ToursAnExhibitionWithinItsBookings) {
  auto show = Create("show", absl::StrCat("exhibition {} ", Dated("2025-10-01", "2025-10-16"),
                                          "bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(show.ok()) << show.status();
  const std::string hosted = "host: 'events/show' ";
  EXPECT_TRUE(CreateTalk(hosted + Rule("FREQ=WEEKLY;COUNT=2")).ok());
  ASSERT_TRUE(Cancel("events/talk").ok());
  auto longer = CreateTalk(hosted + Rule("FREQ=WEEKLY;COUNT=3"), "longer");
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(longer.status(), &report)) << longer.status();
  ASSERT_EQ(report.total(), 1);
  EXPECT_EQ(report.conflicts(0).rule(), v1::CONFLICT_RULE_OUTSIDE_HOST);
  EXPECT_EQ(ToCivilDay(report.conflicts(0).occurrence_day()), absl::CivilDay(2025, 10, 21));
}

TEST_F(SeriesTest, GoesToTheNewPartsOfADividedSpaceOnlyWhereItIsNotFinished) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3"));
  SetNow("2025-10-10");
  const std::string left = AddSpace(library_, "left"), right = AddSpace(library_, "right");
  auto divided = SetParts(hall_, {left, right});
  ASSERT_TRUE(divided.ok()) << divided.status();
  // The first on the hall itself, two on each part.
  EXPECT_THAT(ClaimsOf("events/talk"), SizeIs(5));
}

TEST_F(SeriesTest, MatchesWindowsInWhichAnOccurrenceTakesPlace) {
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3", DayText("excluded_days", "2025-10-14")));
  const auto listed = [&](const std::string& first, const std::string& last) {
    v1::ListEventsRequest request;
    request.mutable_filter()->mutable_window()->mutable_first_day()->CopyFrom(
        FromText<google::type::Date>(DateText(first)));
    request.mutable_filter()->mutable_window()->mutable_last_day()->CopyFrom(
        FromText<google::type::Date>(DateText(last)));
    return Run(ListEvents, request)->events_size();
  };
  EXPECT_EQ(listed("2025-10-21", "2025-10-21"), 1);
  EXPECT_EQ(listed("2025-10-14", "2025-10-14"), 0);
  EXPECT_EQ(listed("2025-10-08", "2025-10-20"), 0);
  EXPECT_EQ(listed("2025-10-22", "2025-12-20"), 0);
}

TEST_F(SeriesTest, MatchesTheLastDayOfAnOccurrenceOfSeveral) {
  auto created =
      Create("fair", "activity { form: ACTIVITY_FORM_OTHER } " + Dated("2025-10-03", "2025-10-05") +
                         Rule("FREQ=MONTHLY;COUNT=3"));
  ASSERT_TRUE(created.ok()) << created.status();
  const auto listed = [&](const std::string& day) {
    return Run(ListEvents, FromText<v1::ListEventsRequest>(
                               absl::StrCat("filter { window { first_day { ", DateText(day),
                                            " } last_day { ", DateText(day), " } } }")))
        ->events_size();
  };
  EXPECT_EQ(listed("2025-11-05"), 1);
  EXPECT_EQ(listed("2025-11-06"), 0);
}

// The day on which its host is only held is anybody's.
TEST_F(SeriesTest, WhatIsInsideAHostIsNotConfirmedWhereTheHostIsOnlyHeld) {
  AddConfirmed("fair", hall_, "2025-10-14 17:00", "2025-10-14 21:00");
  AddTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_HOLD"));
  const auto inside = [&](const std::string& id, const std::string& policy) {
    return Create(id,
                  absl::StrCat("host: 'events/talk' activity { form: ACTIVITY_FORM_TALK } ",
                               Timed("2025-10-07 18:30", "2025-10-07 19:00"), "bookings { space: '",
                               hall_, "' } ", Rule("FREQ=WEEKLY;COUNT=3", policy)));
  };
  ASSERT_TRUE(inside("inner", "on_conflict: OCCURRENCE_POLICY_HOLD").ok());
  auto confirmed = Confirm("events/inner");
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_THAT(ClaimsOf("events/inner"),
              ElementsAre("2025-10-07 18:30", "2025-10-14 18:30 held", "2025-10-21 18:30"));
  ASSERT_TRUE(Cancel("events/inner").ok());
  ASSERT_TRUE(inside("other", "").ok());
  EXPECT_THAT(Lines(Confirm("events/other").status()),
              Contains("0 events/other OUTSIDE_HOST events/talk"));
}

}  // namespace
}  // namespace taqvim::schedule
