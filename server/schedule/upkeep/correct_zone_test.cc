// What follows when the time zone of a venue is corrected.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kHour = 3600;
constexpr char kContested[] = "CONTESTED events/tour events/gala participants/ensemble";

class CorrectedZoneTest : public StandingTest {
 protected:
  // The ensemble goes from one building to the other, until Baku's clocks count.
  void Collide() {
    BookBackToBack();
    ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
    ASSERT_THAT(Conflicts(), ElementsAre(kContested));
  }

  // Wants the ensemble while it is on tour.
  absl::StatusOr<v1::CreateEventResponse> Third() {
    return Create("third", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Tashkent' " +
                               Timed("2025-10-10 21:30", "2025-10-10 22:30") +
                               " bookings { participant: '" + ensemble_ + "' }");
  }
  // What leaves its host when the library turns out to be in Berlin.
  void BookInsideAFair() {
    Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                     Timed("2025-03-30 01:00", "2025-03-30 06:00") + " bookings { space: '" +
                     hall_ + "' }");
    Book("opening", "activity { form: ACTIVITY_FORM_TALK } host: 'events/fair' " +
                        Timed("2025-03-30 03:00", "2025-03-30 04:00") + " bookings { space: '" +
                        hall_ + "' set_up { seconds: 5400 } }");
  }
};

TEST_F(CorrectedZoneTest, BookingsKeepTheirLocalTimes) {
  BookBackToBack();
  const int64_t before = StartOf("events/gala");
  const v1::Event gala = Get("events/gala");
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_EQ(StartOf("events/gala") - before, kHour);
  const v1::Event after = Get("events/gala");
  EXPECT_EQ(after.period().SerializeAsString(), gala.period().SerializeAsString());
  EXPECT_EQ(after.bookings(0).time_zone(), "Asia/Baku");
  EXPECT_NE(after.etag(), gala.etag());
}

TEST_F(CorrectedZoneTest, ParticipantsFollowTheVenueThatGaveThemTheirZone) {
  BookBackToBack();
  AddConfirmed("visit", hall_, "2025-10-12 18:00", "2025-10-12 20:00",
               "bookings { participant: '" + ensemble_ + "' }");
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_EQ(Get("events/gala").bookings(1).time_zone(), "Asia/Baku");
  // This one names a zone of its own.
  EXPECT_EQ(Get("events/visit").bookings(0).time_zone(), "Asia/Baku");
  EXPECT_EQ(Get("events/visit").bookings(1).time_zone(), "Asia/Almaty");
}

TEST_F(CorrectedZoneTest, FinishedBookingsStayInTheZoneThatTheyWereIn) {
  BookBackToBack();
  const int64_t before = StartOf("events/gala");
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_EQ(StartOf("events/gala"), before);
  EXPECT_EQ(Get("events/gala").bookings(0).time_zone(), "Asia/Almaty");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(CorrectedZoneTest, HoldsJustMove) {
  AddHold("idea", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const int64_t before = StartOf("events/idea");
  auto corrected = SetZone(library_, "Asia/Baku");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->conflicts().total(), 0);
  EXPECT_EQ(StartOf("events/idea") - before, kHour);
}

TEST_F(CorrectedZoneTest, ALocalTimeThatTheNewZoneSkipsTakesTheOffsetBeforeIt) {
  AddConfirmed("night", hall_, "2025-03-30 02:30", "2025-03-30 05:00");
  ASSERT_TRUE(SetZone(library_, "Europe/Berlin").ok());
  EXPECT_EQ(StartOf("events/night"), 1743298200);  // 01:30 UTC
}

TEST_F(CorrectedZoneTest, AnEventInAnHourThatTheNewZoneSkipsKeepsItsLength) {
  AddConfirmed("night", hall_, "2025-03-30 02:30", "2025-03-30 03:30");
  AddConfirmed("dawn", gallery_, "2025-03-30 01:00", "2025-03-30 02:30");
  AddConfirmed("ball", corner_, "2025-03-29 22:00", "2025-03-30 05:00");
  ASSERT_TRUE(SetZone(library_, "Europe/Berlin").ok());
  EXPECT_THAT(SpansOf("events/night"), ElementsAre("03-30 01:30 to 02:30"));
  EXPECT_THAT(SpansOf("events/dawn"), ElementsAre("03-30 00:00 to 01:30"));
  EXPECT_THAT(SpansOf("events/ball"), ElementsAre("03-29 21:00 to 03-30 03:00"));
}

TEST_F(CorrectedZoneTest, WhatStandsInAnHourThatTheNewZoneSkipsCanBeChangedOtherwise) {
  Book("night", "activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-03-30 02:30", "2025-03-30 03:30") +
                    " bookings { id: 'hall' space: '" + hall_ +
                    "' } recurrence { rule: 'FREQ=DAILY;COUNT=2' }");
  ASSERT_TRUE(SetZone(library_, "Europe/Berlin").ok());
  v1::Event night = Get("events/night");
  night.mutable_bookings(0)->set_expected_attendance(40);
  night.add_bookings()->set_space(gallery_);
  night.mutable_recurrence()->set_rule("FREQ=DAILY;COUNT=3");
  auto more = Update("events/night", {"bookings", "recurrence"}, night.DebugString());
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_THAT(SpansOf("events/night", "Europe/Berlin"),
              ElementsAre("03-30 03:30 to 04:30", "03-31 02:30 to 03:30", "04-01 02:30 to 03:30",
                          "03-30 03:30 to 04:30", "03-31 02:30 to 03:30", "04-01 02:30 to 03:30"));
  // Said anew, it is refused.
  EXPECT_EQ(
      ReasonOf(Update("events/night", {"period"}, Timed("2025-03-30 02:30", "2025-03-30 03:45"))
                   .status()),
      v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

// Back to back in Almaty; in Berlin the first is from three to four.
TEST_F(CorrectedZoneTest, WhatMeetsInAnHourThatTheNewZoneSkipsIsContestedAndListed) {
  Book("early", "activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-03-30 02:00", "2025-03-30 03:00") + " bookings { space: '" + hall_ +
                    "' }");
  Book("late", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-03-29 03:00", "2025-03-29 04:00") + " bookings { space: '" + hall_ +
                   "' } recurrence { rule: 'FREQ=DAILY;COUNT=3' }");
  auto corrected = SetZone(library_, "Europe/Berlin");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_THAT(Lines(corrected->conflicts().conflicts()),
              ElementsAre("0 events/late RESOURCE_BUSY events/early, advisory"));
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/late events/early " + hall_));
  EXPECT_EQ(corrected->conflicts().conflicts(0).occurrence_day().day(), 30);
}

TEST_F(CorrectedZoneTest, EveryHostedOccurrenceThatLeavesItsHostIsListedWithItsDay) {
  const std::string yearly = " recurrence { rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=2' }";
  Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-03-30 01:00", "2025-03-30 03:00") + " bookings { space: '" + hall_ +
                   "' }" + yearly);
  Book("opening", "activity { form: ACTIVITY_FORM_TALK } host: 'events/fair' " +
                      Timed("2025-03-30 02:00", "2025-03-30 03:00") + " bookings { space: '" +
                      hall_ + "' }" + yearly);
  auto corrected = SetZone(library_, "Europe/Berlin");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_THAT(Lines(corrected->conflicts().conflicts()),
              ElementsAre("0 events/opening OUTSIDE_HOST events/fair, advisory",
                          "0 events/opening OUTSIDE_HOST events/fair, advisory"));
  EXPECT_EQ(corrected->conflicts().conflicts(0).occurrence_day().year(), 2025);
  EXPECT_EQ(corrected->conflicts().conflicts(1).occurrence_day().year(), 2026);
  EXPECT_THAT(Conflicts(), SizeIs(2));
}

// Samoa had no 30 December 2011.
class CorrectedToSamoaTest : public StandingTest {
 protected:
  CorrectedToSamoaTest() : StandingTest(absl::FromUnixSeconds(1322697600)) {}  // 2011-12-01
};

TEST_F(CorrectedToSamoaTest, DaysThatTheNewZoneSkipsBecomeTheDayAfter) {
  Book("fair", "activity { form: ACTIVITY_FORM_OTHER } " + Dated("2011-12-30", "2011-12-30") +
                   " bookings { space: '" + hall_ + "' }");
  Book("series", "activity { form: ACTIVITY_FORM_OTHER } " + Dated("2011-12-23", "2011-12-23") +
                     " bookings { space: '" + gallery_ +
                     "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=3' }");
  ASSERT_TRUE(SetZone(library_, "Pacific/Apia").ok());
  EXPECT_THAT(SpansOf("events/fair"), ElementsAre("12-30 10:00 to 12-31 10:00"));
  EXPECT_THAT(SpansOf("events/series"),
              ElementsAre("12-23 10:00 to 12-24 10:00", "12-30 10:00 to 12-31 10:00",
                          "01-05 10:00 to 01-06 10:00"));
  EXPECT_EQ(Get("events/series").recurrence().skipped_days_size(), 0);
  // It is still told by its own day.
  auto request = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure { ", Dated("2011-12-31", "2011-12-31"), " }"));
  request.set_parent(library_);
  ASSERT_TRUE(Run(CreateClosure, request).ok());
  auto listed = Run(ListConflicts, "");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->conflicts_size(), 2);
  EXPECT_EQ(listed->conflicts(1).conflict().event(), "events/series");
  EXPECT_EQ(listed->conflicts(1).conflict().occurrence_day().day(), 30);
}

TEST_F(CorrectedZoneTest, TheAnswerAndTheListSayWhatCollides) {
  BookBackToBack();
  auto corrected = SetZone(library_, "Asia/Baku");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_THAT(Lines(corrected->conflicts().conflicts()),
              ElementsAre("0 events/tour RESOURCE_BUSY events/gala, advisory"));
  EXPECT_EQ(corrected->conflicts().total(), 1);
  auto listed = Run(ListConflicts, "");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->conflicts_size(), 1);
  EXPECT_EQ(listed->conflicts(0).conflict().start_time().seconds(), 1760108400);  // 15:00 UTC
  EXPECT_EQ(listed->conflicts(0).conflict().end_time().seconds(), 1760112000);
  EXPECT_EQ(listed->conflicts(0).conflict().message(),
            "participants/ensemble is taken by “The gala” (events/gala), 2025-10-10 20:00 to 21:00 "
            "(Asia/Tashkent).");
  EXPECT_EQ(listed->conflicts(0).resolution(),
            "Move or cancel events/tour, or move or cancel events/gala.");
}

TEST_F(CorrectedZoneTest, TheOneThatWasConfirmedLaterIsContestedThoughItDidNotMove) {
  Collide();
  // Moved back, both are as they were.
  ASSERT_TRUE(SetZone(library_, "Asia/Almaty").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(CorrectedZoneTest, TheOneThatMovedIsContestedWhenItWasConfirmedLater) {
  Book("early", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Tashkent' " +
                    Timed("2025-10-10 20:00", "2025-10-10 22:00") + " bookings { participant: '" +
                    ensemble_ + "' }");
  Book("late", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ +
                   "' } bookings { participant: '" + ensemble_ + "' }");
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/late events/early participants/ensemble"));
}

TEST_F(CorrectedZoneTest, OfTwoConfirmedWithinASecondTheLaterIsContested) {
  const std::string who = " bookings { participant: '" + ensemble_ + "' }";
  ASSERT_TRUE(Create("late", "activity { form: ACTIVITY_FORM_TALK } " +
                                 Timed("2025-10-10 18:00", "2025-10-10 20:00") +
                                 " bookings { space: '" + hall_ + "' }" + who)
                  .ok());
  ASSERT_TRUE(Create("early", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Tashkent' " +
                                  Timed("2025-10-10 20:00", "2025-10-10 22:00") + who)
                  .ok());
  ASSERT_TRUE(Confirm("events/early").ok());
  schedule_.now += absl::Milliseconds(2);
  ASSERT_TRUE(Confirm("events/late").ok());
  ASSERT_EQ(Get("events/late").confirm_time().seconds(),
            Get("events/early").confirm_time().seconds());
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/late events/early participants/ensemble"));
}

TEST_F(CorrectedZoneTest, WhatIsContestedAlreadyCanBeContestedByMore) {
  AddSpace(AddVenue("annex", "Asia/Tashkent"), "hall");
  Book("early",
       "activity { form: ACTIVITY_FORM_TALK } " + Timed("2025-10-10 22:00", "2025-10-10 23:00") +
           " bookings { venue: 'venues/annex' } bookings { participant: '" + ensemble_ + "' }");
  Collide();
  ASSERT_TRUE(SetZone("venues/annex", "Asia/Bishkek").ok());
  EXPECT_THAT(Conflicts(),
              ElementsAre(kContested, "CONTESTED events/tour events/early participants/ensemble"));
  ASSERT_TRUE(Cancel("events/gala").ok());
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/tour events/early participants/ensemble"));
  ASSERT_TRUE(SetZone("venues/annex", "Asia/Tashkent").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(CorrectedZoneTest, WhatIsContestedKeepsOthersOut) {
  BookBackToBack();
  AddHold("early", ensemble_, "2025-10-10 22:00", "2025-10-10 22:30");
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_THAT(Lines(Third().status()), ElementsAre("0 events/third RESOURCE_BUSY events/tour",
                                                   "0 events/third HELD events/early, advisory"));
  EXPECT_TRUE(Confirm("events/early").ok());
}

TEST_F(CorrectedZoneTest, CancellingTheEarlierResolves) {
  Collide();
  ASSERT_TRUE(Cancel("events/gala").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  // And what was contested keeps others out as ever.
  EXPECT_THAT(Lines(Third().status()), ElementsAre("0 events/third RESOURCE_BUSY events/tour"));
}

TEST_F(CorrectedZoneTest, MovingTheEarlierAwayResolves) {
  Collide();
  auto moved = Update("events/gala", {"period"}, Timed("2025-10-10 15:00", "2025-10-10 17:00"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(CorrectedZoneTest, MovingOrCancellingTheContestedResolves) {
  Collide();
  EXPECT_THAT(Lines(Update("events/tour", {"period"}, Timed("2025-10-10 20:30", "2025-10-10 22:00"))
                        .status()),
              ElementsAre("0 events/tour RESOURCE_BUSY events/gala"));
  ASSERT_TRUE(
      Update("events/tour", {"period"}, Timed("2025-10-10 21:00", "2025-10-10 22:00")).ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  ASSERT_TRUE(Cancel("events/tour").ok());
}

TEST_F(CorrectedZoneTest, WhatStandsInConflictCanStillBeGivenAnotherTitleAndMoreBookings) {
  Collide();
  EXPECT_TRUE(Update("events/tour", {"title"}, "title { key: 'en' value: 'On tour' }").ok());
  EXPECT_TRUE(Update("events/gala", {"title"}, "title { key: 'en' value: 'The evening' }").ok());
  v1::Event gala = Get("events/gala");
  gala.add_bookings()->set_space(corner_);
  EXPECT_TRUE(Update("events/gala", {"bookings"}, gala.DebugString()).ok());
  v1::Event tour = Get("events/tour");
  tour.add_bookings()->set_participant(AddParticipant("guide"));
  EXPECT_TRUE(Update("events/tour", {"bookings"}, tour.DebugString()).ok());
  EXPECT_THAT(Conflicts(), ElementsAre(kContested));
}

TEST_F(CorrectedZoneTest, SpacesChangeUnderWhatIsContested) {
  Book("early", "activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ +
                    "' }");
  const std::string annex = AddSpace(AddVenue("annex", "Asia/Tashkent"), "hall");
  Book("late", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { venue: '" +
                   "venues/annex' } bookings { participant: '" + ensemble_ + "' }");
  Book("visit", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'UTC' " +
                    Timed("2025-10-10 12:00", "2025-10-10 13:00") + " bookings { participant: '" +
                    ensemble_ + "' }");
  ASSERT_TRUE(SetZone("venues/annex", "Asia/Bishkek").ok());
  ASSERT_THAT(Conflicts(), ElementsAre("CONTESTED events/visit events/late participants/ensemble"));
  AddSpace("venues/annex", "gallery");
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/visit events/late participants/ensemble"));
}

TEST_F(CorrectedZoneTest, AHostedBookingThatLeavesItsHostIsListed) {
  BookInsideAFair();
  auto corrected = SetZone(library_, "Europe/Berlin");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_THAT(Lines(corrected->conflicts().conflicts()),
              ElementsAre("0 events/opening OUTSIDE_HOST events/fair, advisory"));
  EXPECT_THAT(Conflicts(), ElementsAre("OUTSIDE_HOST events/opening events/fair " + hall_));
}

TEST_F(CorrectedZoneTest, SpacesChangeUnderWhatHasLeftItsHost) {
  BookInsideAFair();
  ASSERT_TRUE(SetZone(library_, "Europe/Berlin").ok());
  EXPECT_TRUE(SetParts(gallery_, {AddSpace(library_, "stage")}).ok());
  EXPECT_THAT(Conflicts(), ElementsAre("OUTSIDE_HOST events/opening events/fair " + hall_));
}

// What is contested of a host is another's: nothing is confirmed inside it anew.
TEST_F(CorrectedZoneTest, NothingIsConfirmedAnewInsideWhatIsContested) {
  BookBackToBack();
  const auto inside = [&](const std::string& host, const std::string& start,
                          const std::string& end) {
    return absl::StrCat("host: '", host, "' activity { form: ACTIVITY_FORM_TALK } ",
                        "time_zone: 'Asia/Tashkent' ",
                        Timed("2025-10-10 " + start, "2025-10-10 " + end),
                        " bookings { participant: '", ensemble_, "' }");
  };
  Book("before", inside("events/tour", "20:10", "20:20"));
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  ASSERT_THAT(Conflicts(), Contains(kContested));
  // What was there stays, and can still be changed.
  ASSERT_TRUE(Update("events/before", {"title"}, "title { key: 'en' value: 'Talk' }").ok());
  // A hold keeps nobody out.
  ASSERT_TRUE(Create("after", inside("events/tour", "20:30", "20:40")).ok());
  EXPECT_THAT(Lines(Confirm("events/after").status()),
              Contains("0 events/after RESOURCE_BUSY events/gala"));
  // Of who was confirmed first nothing is contested, nor is what nobody else has.
  Book("first", inside("events/gala", "20:30", "20:40"));
  Book("later", inside("events/tour", "21:30", "21:40"));
}

TEST_F(CorrectedZoneTest, OfMoreThanAThousandBookingsIsRefused) {
  std::string bookings;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&bookings, " bookings { space: '", hall_, "' }");
  for (int i = 0; i < 11; ++i) {
    const std::string day = absl::StrCat("2025-10-", 10 + i);
    auto created = Create(absl::StrCat("idea-", i),
                          "activity { form: ACTIVITY_FORM_TALK } " + Dated(day, day) + bookings);
    ASSERT_TRUE(created.ok()) << created.status();
  }
  auto corrected = SetZone(library_, "Asia/Baku");
  EXPECT_EQ(ReasonOf(corrected.status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_THAT(std::string(corrected.status().message()), HasSubstr("1000"));
  EXPECT_EQ(Get("events/idea-0").bookings(0).time_zone(), "Asia/Almaty");
}

}  // namespace
}  // namespace taqvim::schedule
