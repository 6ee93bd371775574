// The moves of confirmed events: asked for, approved, refused, replaced.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/moves_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr char kTitle[] = "title { key: 'en' value: 'Another' }";

TEST_F(MovesTest, AskingLeavesTheEventWhereItIsAndHoldsWhereItShallBe) {
  BookHall("a");
  const v1::Event before = Get("events/a");
  auto asked = AskFor("events/a", room_);
  ASSERT_TRUE(asked.ok()) << asked.status();
  const v1::Event& event = asked->event();
  EXPECT_EQ(event.state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(event.bookings(0).space(), hall_);
  EXPECT_EQ(event.sequence(), before.sequence());
  EXPECT_NE(event.etag(), before.etag());
  const v1::EventMove& move = event.move();
  EXPECT_EQ(move.bookings(0).space(), room_);
  EXPECT_EQ(move.bookings(0).time_zone(), "Asia/Almaty");
  EXPECT_EQ(move.period().SerializeAsString(), before.period().SerializeAsString());
  EXPECT_EQ(move.principal(), "tester");
  EXPECT_EQ(move.ask_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_EQ(move.expire_time().seconds(),
            absl::ToUnixSeconds(schedule_.now + absl::Hours(14 * 24)));
  EXPECT_EQ(move.group(), "");
  ASSERT_EQ(move.approvals_size(), 1);
  EXPECT_EQ(move.approvals(0).venue(), museum_);
  EXPECT_EQ(move.approvals(0).state(), v1::APPROVAL_STATE_PENDING);
  ASSERT_EQ(move.holds_size(), 1);
  EXPECT_EQ(move.holds(0).rank(), 1);
  EXPECT_EQ(event.hold_rank(), 0);
  EXPECT_THAT(Occupied(hall_), ElementsAre("events/a CONFIRMED 18:00"));
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a HOLD 18:00"));
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 1"));
}

TEST_F(MovesTest, TheLastApprovalMovesTheEvent) {
  BookHall("a");
  const v1::Event before = Get("events/a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  auto approved = Approve("events/a");
  ASSERT_TRUE(approved.ok()) << approved.status();
  const v1::Event& event = approved->event();
  EXPECT_EQ(event.bookings(0).space(), room_);
  EXPECT_FALSE(event.has_move());
  EXPECT_EQ(event.sequence(), before.sequence() + 1);
  ASSERT_EQ(event.approvals_size(), 1);
  EXPECT_EQ(event.approvals(0).state(), v1::APPROVAL_STATE_APPROVED);
  EXPECT_THAT(approved->moved_events(), IsEmpty());
  EXPECT_THAT(Occupied(hall_), IsEmpty());
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a CONFIRMED 18:00"));
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(MovesTest, ARefusalKeepsItsReasonUntilTheNextWriteAndHoldsNothing) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  auto refused = Refuse("events/a");
  ASSERT_TRUE(refused.ok()) << refused.status();
  const v1::EventMove& move = refused->event().move();
  EXPECT_EQ(move.approvals(0).state(), v1::APPROVAL_STATE_REFUSED);
  EXPECT_EQ(move.approvals(0).reason().at("en"), "The floor is wet");
  EXPECT_THAT(move.holds(), IsEmpty());
  EXPECT_THAT(Occupied(room_), IsEmpty());
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_EQ(PlaceOf("events/a"), "hall, room refused");
  ASSERT_TRUE(Update("events/a", {"title"}, kTitle).ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall");
}

TEST_F(MovesTest, WhatWasRefusedCanBeAskedForAgain) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  ASSERT_TRUE(Refuse("events/a").ok());
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesTest, WhereNobodyHasToAgreeAskingIsAnUpdate) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", gallery_).ok());
  EXPECT_EQ(PlaceOf("events/a"), "gallery");
}

TEST_F(MovesTest, OfATentativeEventAskingChangesNothing) {
  AddHold("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
}

TEST_F(MovesTest, NobodySaysWhatTheMoveOfAnEventIs) {
  constexpr char kMove[] = "move { principal: 'somebody' approvals { booking: 'b1' } }";
  AddHold("a", gallery_, "2025-10-10 18:00", "2025-10-10 20:00", kMove);
  EXPECT_FALSE(Get("events/a").has_move());
  BookHall("b");
  ASSERT_TRUE(Ask("events/b", {"title"}, absl::StrCat(kTitle, kMove)).ok());
  EXPECT_FALSE(Get("events/b").has_move());
  EXPECT_EQ(ReasonOf(Update("events/b", {"move"}, kMove).status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(MovesTest, WhoAskedForAMoveMayWithdrawIt) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  auto withdrawn = Withdraw("events/a");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(PlaceOf("events/a"), "hall");
  EXPECT_THAT(Occupied(room_), IsEmpty());
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_EQ(ReasonOf(Withdraw("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(MovesTest, WhoseApprovalIsOverriddenIsNotAsked) {
  BookHall("a");
  auto updated = Ask("events/a", {"bookings"}, "bookings { space: '" + room_ + "' }",
                     {v1::CONFLICT_RULE_APPROVAL_NEEDED});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(PlaceOf("events/a"), "room");
  EXPECT_EQ(updated->event().waivers_size(), 1);
}

TEST_F(MovesTest, WithoutAskingItIsRefusedAsEver) {
  BookHall("a");
  EXPECT_THAT(
      Lines(Update("events/a", {"bookings"}, "bookings { space: '" + room_ + "' }").status()),
      ElementsAre("0 events/a APPROVAL_NEEDED venues/museum"));
}

TEST_F(MovesTest, OtherFieldsAreWrittenAtOnce) {
  BookHall("a");
  ASSERT_TRUE(Ask("events/a", {"bookings", "title"},
                  absl::StrCat(kTitle, " bookings { id: 'b1' space: '", room_, "' }"))
                  .ok());
  EXPECT_EQ(Get("events/a").title().at("en"), "Another");
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  // And others later leave the move as it is.
  ASSERT_TRUE(Update("events/a", {"title"}, "title { key: 'en' value: 'Third' }").ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a HOLD 18:00"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesTest, AnotherChangeOfPlaceEndsIt) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  auto moved = Update("events/a", {"period"}, Timed("2025-10-10 17:00", "2025-10-10 19:00"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(PlaceOf("events/a"), "hall");
  EXPECT_THAT(Occupied(room_), IsEmpty());
}

TEST_F(MovesTest, AskingAnewReplacesItAndKeepsWhatWasAgreed) {
  const std::string annex = AddVenue("annex"), loft = AddSpace(annex, "loft");
  SetPolicy(annex, v1::BOOKING_POLICY_APPROVAL);
  BookHall("a");
  const std::string in_room = absl::StrCat("bookings { id: 'b1' space: '", room_, "' } ");
  ASSERT_TRUE(Ask("events/a", {"bookings"},
                  absl::StrCat(in_room, "bookings { id: 'b2' space: '", loft, "' }"))
                  .ok());
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  EXPECT_THAT(Pending(annex), ElementsAre("events/a b2 move ranks 1"));
  // Without what the annex has to agree to, nobody has anything left to say.
  ASSERT_TRUE(Ask("events/a", {"bookings"}, in_room).ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
  EXPECT_EQ(Get("events/a").approvals(0).state(), v1::APPROVAL_STATE_APPROVED);
  EXPECT_THAT(Occupied(loft), IsEmpty());
}

TEST_F(MovesTest, AtAnotherTimeItIsAskedAnew) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  const auto first = Get("events/a").move().ask_time().seconds();
  ASSERT_TRUE(Ask("events/a", {"bookings", "period"},
                  absl::StrCat(Timed("2025-10-10 10:00", "2025-10-10 12:00"),
                               "bookings { id: 'b1' space: '", room_, "' }"))
                  .ok());
  EXPECT_GT(Get("events/a").move().ask_time().seconds(), first);
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a HOLD 10:00"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a CONFIRMED 10:00"));
}

TEST_F(MovesTest, CancellingEndsIt) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall");
  EXPECT_THAT(StoredClaims("events/a"), IsEmpty());
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(MovesTest, SomethingConfirmedInTheWayRefusesTheAsk) {
  BookApproved("other", room_, "19:00", "21:00");
  BookHall("a");
  EXPECT_THAT(Lines(AskFor("events/a", room_).status()),
              ElementsAre("0 events/a RESOURCE_BUSY events/other"));
  EXPECT_EQ(PlaceOf("events/a"), "hall");
}

TEST_F(MovesTest, WhatIsInTheWayInTheEndRefusesTheApprovalAndTheMoveWaits) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  AddHold("b", room_, "2025-10-10 19:00", "2025-10-10 21:00");
  v1::ConfirmEventRequest confirm;
  confirm.set_name("events/b");
  confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  ASSERT_TRUE(Run(ConfirmEvent, confirm).ok());
  v1::ApproveBookingRequest approve;
  approve.set_name("events/b");
  approve.set_venue(museum_);
  approve.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  ASSERT_TRUE(Run(ApproveBooking, approve).ok());
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 1, blocked"));
  EXPECT_THAT(Lines(Approve("events/a").status()),
              ElementsAre("0 events/a RESOURCE_BUSY events/b"));
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  ASSERT_TRUE(Cancel("events/b").ok());
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesTest, ItIsHeldAheadOfWhoConfirmsOverIt) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  schedule_.now += absl::Minutes(1);
  AddHold("b", room_, "2025-10-10 19:00", "2025-10-10 21:00");
  EXPECT_EQ(Get("events/b").hold_rank(), 2);
  EXPECT_THAT(Lines(Confirm("events/b").status()), ElementsAre("0 events/b HOLD_AHEAD events/a"));
  // What is held behind it does not keep it from moving.
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesTest, AnEarlierHoldIsAheadOfIt) {
  AddHold("b", room_, "2025-10-10 19:00", "2025-10-10 21:00");
  BookHall("a");
  auto asked = AskFor("events/a", room_);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(Lines(asked->advisories()), ElementsAre("0 events/a HELD events/b, advisory"));
  EXPECT_EQ(asked->event().move().holds(0).rank(), 2);
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 2"));
  EXPECT_THAT(Lines(Approve("events/a").status()), ElementsAre("0 events/a HOLD_AHEAD events/b"));
}

TEST_F(MovesTest, ItIsNeverInItsOwnWay) {
  BookApproved("a", room_);
  auto asked = Ask("events/a", {"period"}, Timed("2025-10-10 19:00", "2025-10-10 21:00"));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(asked->advisories(), IsEmpty());
  EXPECT_EQ(asked->event().approvals(0).state(), v1::APPROVAL_STATE_APPROVED);
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 1"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(Occupied(room_), ElementsAre("events/a CONFIRMED 19:00"));
}

TEST_F(MovesTest, OnlyWhatNeedsAnApprovalIsAskedFor) {
  BookApproved("a", room_);
  const std::string kitchen = AddSpace(museum_, "kitchen");
  ASSERT_TRUE(Ask("events/a", {"bookings"},
                  absl::StrCat("bookings { id: 'b1' space: '", room_,
                               "' } bookings { id: 'b2' space: '", kitchen, "' }"))
                  .ok());
  const v1::Event event = Get("events/a");
  ASSERT_EQ(event.move().approvals_size(), 1);
  EXPECT_EQ(event.move().approvals(0).booking(), "b2");
  EXPECT_EQ(event.move().holds_size(), 2);
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(Get("events/a").approvals_size(), 2);
}

TEST_F(MovesTest, WhatWasWaivedWhenAskedCountsInTheEnd) {
  auto close = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure_id: 'paint' closure { ", Dated("2025-10-10", "2025-10-10"), " }"));
  close.set_parent(museum_);
  close.mutable_closure()->add_spaces(room_);
  ASSERT_TRUE(Run(CreateClosure, close).ok());
  BookHall("a");
  EXPECT_THAT(Lines(AskFor("events/a", room_).status()),
              ElementsAre("0 events/a VENUE_CLOSED venues/museum/closures/paint"));
  auto asked = Ask("events/a", {"bookings"}, "bookings { id: 'b1' space: '" + room_ + "' }",
                   {v1::CONFLICT_RULE_VENUE_CLOSED});
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->event().move().waivers_size(), 1);
  EXPECT_EQ(asked->event().waivers_size(), 0);
  auto approved = Approve("events/a");
  ASSERT_TRUE(approved.ok()) << approved.status();
  ASSERT_EQ(approved->event().waivers_size(), 1);
  EXPECT_EQ(approved->event().waivers(0).rule(), v1::CONFLICT_RULE_VENUE_CLOSED);
}

TEST_F(MovesTest, ARepeatingEventMovesByItsRule) {
  schedule_.now += absl::Minutes(1);
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00", Rule("FREQ=WEEKLY;COUNT=3"));
  auto asked = AskFor("events/a", room_);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(ClaimsOf("events/a"),
              UnorderedElementsAre("2025-10-10 18:00", "2025-10-17 18:00", "2025-10-24 18:00",
                                   "2025-10-10 18:00 held", "2025-10-17 18:00 held",
                                   "2025-10-24 18:00 held"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(ClaimsOf("events/a"),
              ElementsAre("2025-10-10 18:00", "2025-10-17 18:00", "2025-10-24 18:00"));
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesTest, WhatWasLeftOutAndIsOverStaysSoWhereverTheRestMoves) {
  AddConfirmed("other", hall_, "2025-10-10 17:00", "2025-10-10 19:00");
  SetNow("2025-10-05");
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00",
               Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  EXPECT_THAT(Get("events/a").move().recurrence().skipped_days(), IsEmpty());
  SetNow("2025-10-12");
  const auto approved = Approve("events/a");
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(PlaceOf("events/a"), "room");
  const v1::Recurrence recurrence = RecurrenceOf("events/a");
  ASSERT_EQ(recurrence.skipped_days_size(), 1);
  EXPECT_EQ(recurrence.skipped_days(0).day(), 10);
}

TEST_F(MovesTest, AnotherRuleIsAskedForToo) {
  AddHold("a", room_, "2025-10-10 18:00", "2025-10-10 20:00", Rule("FREQ=WEEKLY;COUNT=2"));
  ASSERT_TRUE(Confirm("events/a").ok());
  ASSERT_TRUE(Approve("events/a").ok());
  auto asked = Ask("events/a", {"recurrence"}, Rule("FREQ=WEEKLY;COUNT=3"));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(RecurrenceOf("events/a").rule(), "FREQ=WEEKLY;COUNT=2");
  EXPECT_EQ(asked->event().move().recurrence().rule(), "FREQ=WEEKLY;COUNT=3");
  EXPECT_THAT(Occupied(room_, "2025-10-24"), ElementsAre("events/a HOLD 18:00"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(RecurrenceOf("events/a").rule(), "FREQ=WEEKLY;COUNT=3");
  EXPECT_THAT(Occupied(room_, "2025-10-24"), ElementsAre("events/a CONFIRMED 18:00"));
}

TEST_F(MovesTest, AVenueThatComesToApproveMeanwhileIsAskedInTheEnd) {
  const std::string annex = AddVenue("annex"), loft = AddSpace(annex, "loft");
  BookHall("a");
  ASSERT_TRUE(Ask("events/a", {"bookings"},
                  absl::StrCat("bookings { id: 'b1' space: '", room_,
                               "' } bookings { id: 'b2' space: '", loft, "' }"))
                  .ok());
  SetPolicy(annex, v1::BOOKING_POLICY_APPROVAL);
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_THAT(Pending(annex), ElementsAre("events/a b2 move ranks 1"));
  ASSERT_TRUE(Approve("events/a", annex).ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
  EXPECT_EQ(Get("events/a").approvals_size(), 2);
}

TEST_F(MovesTest, AParticipantIsAskedAsAVenueIs) {
  const std::string orchestra = AddApprovingParticipant("orchestra");
  BookHall("a");
  ASSERT_TRUE(Ask("events/a", {"bookings"},
                  absl::StrCat("bookings { id: 'b1' space: '", gallery_,
                               "' } bookings { id: 'b2' participant: '", orchestra, "' }"))
                  .ok());
  EXPECT_EQ(PlaceOf("events/a"), "hall, gallery asked");
  ASSERT_EQ(Get("events/a").move().approvals_size(), 1);
  EXPECT_EQ(Get("events/a").move().approvals(0).participant(), orchestra);
  v1::ApproveBookingRequest approve;
  approve.set_name("events/a");
  approve.set_participant(orchestra);
  auto approved = Run(ApproveBooking, approve);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(PlaceOf("events/a"), "gallery");
  EXPECT_EQ(approved->event().approvals(0).participant(), orchestra);
}

TEST_F(MovesTest, ASeriesThatLeavesOutADayIsInNobodysWayThere) {
  const std::string guest = absl::StrCat("bookings { id: 'guest' participant: '", ensemble_, "' }");
  BookHall("a", guest);
  const auto at = [&](const char* start) { return Timed(start, "2025-10-11 22:00"); };
  const std::string bookings = absl::StrCat("bookings { id: 'b1' space: '", room_, "' } ", guest);
  ASSERT_TRUE(
      Ask("events/a", {"period", "bookings"}, absl::StrCat(at("2025-10-11 20:00"), bookings)).ok());
  v1::BatchWriteEventsRequest batch;
  v1::CreateEventRequest& rehearsals = *batch.add_writes()->mutable_create();
  rehearsals.set_event_id("rehearsals");
  rehearsals.set_confirm(true);
  *rehearsals.mutable_event() = FromText<v1::Event>(
      absl::StrCat("title { key: 'en' value: 'Rehearsals' } owner: 'organizations/owner' "
                   "time_zone: 'Asia/Tashkent' activity { form: ACTIVITY_FORM_TALK } ",
                   Timed("2025-10-10 20:30", "2025-10-10 21:30"), guest,
                   Rule("FREQ=DAILY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP")));
  v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
  *update.mutable_event() = FromText<v1::Event>(absl::StrCat(at("2025-10-11 19:00"), bookings));
  update.mutable_event()->set_name("events/a");
  update.mutable_event()->set_etag(Get("events/a").etag());
  for (const char* path : {"period", "bookings"}) update.mutable_update_mask()->add_paths(path);
  update.set_ask_approval(true);
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(written->events(0).recurrence().skipped_days_size(), 1);
  EXPECT_EQ(written->events(1).move().period().timed().start().hours(), 19);
}

TEST_F(MovesTest, WhatIsInItsWayIsListedWhereItMovesTo) {
  const std::string guest = absl::StrCat("bookings { id: 'guest' participant: '", ensemble_, "' }");
  BookHall("a", guest);
  ASSERT_TRUE(Ask("events/a", {"period", "bookings"},
                  absl::StrCat(Timed("2028-02-10 20:00", "2028-02-10 22:00"),
                               "bookings { id: 'b1' space: '", room_, "' } ", guest))
                  .ok());
  AddHold("b", gallery_, "2028-02-10 20:00", "2028-02-10 22:00", guest);
  v1::ConfirmEventRequest confirm;
  confirm.set_name("events/b");
  confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  ASSERT_TRUE(Run(ConfirmEvent, confirm).ok());
  auto listed = schedule_.Run(ListConflicts,
                              "window { first_day { year: 2028 month: 2 day: 1 } "
                              "last_day { year: 2028 month: 2 day: 28 } }");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->conflicts_size(), 1);
  EXPECT_EQ(listed->conflicts(0).kind(), v1::CONFLICT_KIND_HOLD_BLOCKED);
  EXPECT_EQ(listed->conflicts(0).conflict().event(), "events/a");
}

TEST_F(MovesTest, WhatIsFreeInsteadCanBeAskedFor) {
  BookApproved("other", room_, "19:00", "21:00");
  BookHall("a");
  v1::CheckEventsRequest check;
  v1::UpdateEventRequest& update = *check.add_writes()->mutable_update();
  *update.mutable_event() =
      FromText<v1::Event>(absl::StrCat("bookings { id: 'b1' space: '", room_, "' }"));
  update.mutable_event()->set_name("events/a");
  update.mutable_event()->set_etag(Get("events/a").etag());
  update.mutable_update_mask()->add_paths("bookings");
  update.set_ask_approval(true);
  auto checked = schedule_.DryRun(CheckEvents, check);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->blocked());
  ASSERT_THAT(checked->suggestions(), Not(IsEmpty()));
  for (const v1::Suggestion& suggestion : checked->suggestions()) {
    v1::BatchWriteEventsRequest batch;
    *batch.mutable_writes() = suggestion.instead();
    auto written = schedule_.DryRun(BatchWriteEvents, batch);
    EXPECT_TRUE(written.ok()) << written.status() << suggestion.DebugString();
  }
}

TEST_F(MovesTest, ItIsToldOfInTheHistory) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  v1::ListEventRevisionsRequest request;
  request.set_name("events/a");
  auto history = Run(ListEventRevisions, request);
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_TRUE(history->event_revisions(0).after().has_move());
}

}  // namespace
}  // namespace taqvim::schedule
