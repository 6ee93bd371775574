// What follows when the time zone of a venue is corrected.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/standing_fixture.h"
#include "server/schedule/upkeep/duty.h"

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

// A building with more than one step can correct.
class LargeCorrectionTest : public CorrectedZoneTest {
 protected:
  static constexpr int kTalks = 230;

  LargeCorrectionTest() {
    for (int i = 0; i < kTalks; ++i) BookTalk(i);
    library_was_ = Venue().time_zone();
  }

  static std::string NameOf(int i) { return absl::StrCat("events/talk-", i); }
  void BookTalk(int i) {
    const std::string day = absl::FormatCivilTime(absl::CivilDay(2025, 3, 1) + i).substr(0, 10);
    Book(absl::StrCat("talk-", i), "activity { form: ACTIVITY_FORM_TALK } " +
                                       Timed(day + " 18:00", day + " 20:00") +
                                       " bookings { space: '" + hall_ + "' }");
  }
  v1::Venue Venue() {
    v1::GetVenueRequest request;
    request.set_name(library_);
    return Run(GetVenue, request)->venue();
  }
  // Nothing is done that nobody asked for until it goes on.
  void Pause() {
    schedule_.store().SetDuty(
        [](storage::Transaction&, const std::vector<storage::ResourceId>&) -> std::string {
          return "";
        });
  }
  void GoOn() {
    schedule_.store().SetDuty(DoWhatIsDue);
    schedule_.now += absl::Minutes(2);
    schedule_.store().RunPendingWrites();
  }
  int CountIn(const std::string& zone) {
    int count = 0;
    for (int i = 0; i < kTalks; ++i) {
      count += static_cast<int>(Get(NameOf(i)).bookings(0).time_zone() == zone);
    }
    return count;
  }

  std::string library_was_;
};

TEST_F(LargeCorrectionTest, GoesOnInStepsUntilAllHasMoved) {
  const int64_t before = Revision();
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  schedule_.store().RunPendingWrites();
  EXPECT_EQ(CountIn("Asia/Baku"), kTalks);
  EXPECT_FALSE(Venue().has_zone_correction());
  const auto log = schedule_.store().ChangesAfter(before, 1000, 1 << 30)->entries;
  ASSERT_EQ(log.size(), 3u);
  size_t changes = 0;
  for (const storage::LogEntry& entry : log) {
    EXPECT_EQ(entry.principal, &entry == &log[0] ? "tester" : "system");
    EXPECT_LE(entry.changes.size(), 101u);
    changes += entry.changes.size();
  }
  // The venue by the first and by the last.
  EXPECT_EQ(changes, kTalks + 2u);
}

TEST_F(LargeCorrectionTest, SaysThatItRunsAndLeavesWhatItHasNotReached) {
  Pause();
  const auto corrected = SetZone(library_, "Asia/Baku");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  const v1::ZoneCorrection& correction = corrected->venue().zone_correction();
  EXPECT_EQ(correction.from_time_zone(), library_was_);
  EXPECT_EQ(correction.start_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_EQ(Venue().SerializeAsString(), corrected->venue().SerializeAsString());
  EXPECT_EQ(CountIn("Asia/Baku"), 100);
  EXPECT_THAT(SpansOf(NameOf(kTalks - 1), library_was_), ElementsAre(HasSubstr("18:00 to 20:00")));
  GoOn();
  EXPECT_FALSE(Venue().has_zone_correction());
  EXPECT_THAT(SpansOf(NameOf(kTalks - 1), "Asia/Baku"), ElementsAre(HasSubstr("18:00 to 20:00")));
}

TEST_F(LargeCorrectionTest, RefusesToBookMeanwhileAndNothingElse) {
  ASSERT_TRUE(Create("planned", "activity { form: ACTIVITY_FORM_TALK } " +
                                    Timed("2026-01-10 18:00", "2026-01-10 20:00") +
                                    " bookings { space: '" + gallery_ + "' }")
                  .ok());
  Pause();
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  const auto being_corrected = [](const absl::Status& status) {
    return ReasonOf(status) == v1::ERROR_REASON_ZONE_BEING_CORRECTED && absl::IsUnavailable(status);
  };
  EXPECT_TRUE(being_corrected(Confirm("events/planned").status()));
  EXPECT_TRUE(being_corrected(Create("new", "activity { form: ACTIVITY_FORM_TALK } " +
                                                Timed("2026-01-11 18:00", "2026-01-11 20:00") +
                                                " bookings { space: '" + gallery_ + "' }")
                                  .status()));
  EXPECT_TRUE(being_corrected(SetZone(library_, "Asia/Tashkent").status()));
  EXPECT_TRUE(Update("events/planned", {"title"}, "title { key: 'en' value: 'New' }").ok());
  EXPECT_TRUE(Cancel(NameOf(kTalks - 1)).ok());
  GoOn();
  EXPECT_TRUE(Confirm("events/planned").ok());
}

TEST_F(LargeCorrectionTest, ADryRunMovesAllOfIt) {
  // The ensemble goes from the last talk to another city, where clocks are an hour behind.
  ASSERT_TRUE(Update(NameOf(kTalks - 1), {"bookings"},
                     absl::StrCat("bookings { id: 'b1' space: '", hall_,
                                  "' } bookings { id: 'p' participant: '", ensemble_, "' }"))
                  .ok());
  const std::string day = absl::FormatCivilTime(absl::CivilDay(2025, 3, 1) + kTalks - 1);
  Book("tour", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' " +
                   Timed(day.substr(0, 10) + " 20:00", day.substr(0, 10) + " 21:00") +
                   " bookings { participant: '" + ensemble_ + "' }");
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  request.mutable_venue()->set_time_zone("Asia/Baku");
  request.mutable_update_mask()->add_paths("time_zone");
  request.set_validate_only(true);
  const auto told = schedule_.DryRun(UpdateVenue, request);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->conflicts().total(), 1);
  EXPECT_EQ(CountIn("Asia/Baku"), 0);
}

}  // namespace
}  // namespace taqvim::schedule
