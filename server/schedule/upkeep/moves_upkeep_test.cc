// What time and the world do to moves that are pending.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/moves_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class MovesUpkeepTest : public MovesTest {
 protected:
  // `a` is in the hall and asks for the room.
  void AskOne() {
    BookHall("a");
    auto asked = AskFor("events/a", room_);
    ASSERT_TRUE(asked.ok()) << asked.status();
  }
  absl::StatusOr<v1::UpdateVenueResponse> SetZone(const std::string& venue,
                                                  const std::string& zone) {
    v1::GetVenueRequest get;
    get.set_name(venue);
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = Run(GetVenue, get)->venue();
    request.mutable_venue()->set_time_zone(zone);
    request.mutable_update_mask()->add_paths("time_zone");
    return Run(UpdateVenue, request);
  }
  std::vector<std::string> Conflicts() {
    std::vector<std::string> lines;
    auto listed = schedule_.Run(ListConflicts, "");
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const v1::StandingConflict& one : listed->conflicts()) {
      lines.push_back(absl::StrCat(v1::ConflictKind_Name(one.kind()).substr(14), " ",
                                   one.conflict().event(), " ", one.conflict().booking(), " ",
                                   one.conflict().counterpart()));
    }
    return lines;
  }
};

TEST_F(MovesUpkeepTest, ItLapsesInTwoWeeksByARevisionOfTheSystem) {
  AskOne();
  EXPECT_THAT(Pass(absl::Hours(14 * 24 - 1)), IsEmpty());
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  EXPECT_THAT(Pass(absl::Hours(1)), ElementsAre("system.ExpireHolds"));
  EXPECT_EQ(PlaceOf("events/a"), "hall");
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(Occupied(room_), IsEmpty());
  EXPECT_THAT(Pass(absl::Hours(10'000)), IsEmpty());
}

TEST_F(MovesUpkeepTest, BeforeAnyLaterWriteIsJudged) {
  AskOne();
  schedule_.now += absl::Hours(24);
  AddHold("b", room_, "2025-10-10 19:00", "2025-10-10 21:00");
  schedule_.now += absl::Hours(24 * 13);
  EXPECT_EQ(Get("events/b").hold_rank(), 1);
  auto confirmed = Confirm("events/b");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(MovesUpkeepTest, AVenueThatBecomesOpenHasNothingToDecide) {
  AskOne();
  const std::string etag = Get("events/a").etag();
  SetPolicy(v1::BOOKING_POLICY_OPEN);
  EXPECT_NE(Get("events/a").etag(), etag);
  // Nothing moves by itself.
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
  EXPECT_THAT(Get("events/a").move().approvals(), IsEmpty());
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  EXPECT_EQ(PlaceOf("events/a"), "room");
}

TEST_F(MovesUpkeepTest, ACorrectedZoneMovesWhatItHolds) {
  AskOne();
  const int64_t sequence = Get("events/a").sequence();
  ASSERT_TRUE(SetZone(museum_, "Asia/Baku").ok());
  EXPECT_EQ(Get("events/a").move().bookings(0).time_zone(), "Asia/Baku");
  EXPECT_EQ(Get("events/a").bookings(0).time_zone(), "Asia/Almaty");
  EXPECT_EQ(Get("events/a").sequence(), sequence);
  EXPECT_THAT(SpansOf("events/a"),
              UnorderedElementsAre("10-10 13:00 to 15:00", "10-10 14:00 to 16:00 held"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(SpansOf("events/a"), ElementsAre("10-10 14:00 to 16:00"));
}

TEST_F(MovesUpkeepTest, AnotherZoneOfWhereItIsLeavesTheMove) {
  AskOne();
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_THAT(SpansOf("events/a"),
              UnorderedElementsAre("10-10 14:00 to 16:00", "10-10 13:00 to 15:00 held"));
}

TEST_F(MovesUpkeepTest, PartsOfASpaceAreHeldWhenItGetsThem) {
  AskOne();
  const std::string left = AddSpace(museum_, "left"), right = AddSpace(museum_, "right");
  ASSERT_TRUE(SetParts(room_, {left, right}).ok());
  EXPECT_THAT(Occupied(left), ElementsAre("events/a HOLD 18:00"));
  EXPECT_THAT(Occupied(right), ElementsAre("events/a HOLD 18:00"));
  EXPECT_THAT(StoredClaims("events/a"), SizeIs(3));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(Occupied(left), ElementsAre("events/a CONFIRMED 18:00"));
}

TEST_F(MovesUpkeepTest, ASpaceThatJoinsAVenueIsHeldWithTheWholeOfIt) {
  BookHall("a");
  ASSERT_TRUE(
      Ask("events/a", {"bookings"}, absl::StrCat("bookings { id: 'b1' venue: '", museum_, "' }"))
          .ok());
  const std::string annex = AddSpace(museum_, "annex");
  EXPECT_THAT(Occupied(annex), ElementsAre("events/a HOLD 18:00"));
}

TEST_F(MovesUpkeepTest, WhatItBooksCannotBeDeletedOrArchived) {
  AskOne();
  v1::DeleteSpaceRequest request;
  request.set_name(room_);
  v1::GetSpaceRequest get;
  get.set_name(room_);
  request.set_etag(Run(GetSpace, get)->space().etag());
  EXPECT_EQ(ReasonOf(Run(DeleteSpace, request).status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  ASSERT_TRUE(Refuse("events/a").ok());
  EXPECT_TRUE(Run(DeleteSpace, request).ok());
}

TEST_F(MovesUpkeepTest, AClosureDoesNotEndItAndKeepsItFromBeingMade) {
  AskOne();
  auto request = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure_id: 'paint' closure { ", Dated("2025-10-10", "2025-10-10"), " }"));
  request.set_parent(museum_);
  request.mutable_closure()->add_spaces(room_);
  auto closed = Run(CreateClosure, request);
  ASSERT_TRUE(closed.ok()) << closed.status();
  // As of all that is only held.
  EXPECT_EQ(closed->conflicts().total(), 0);
  EXPECT_THAT(Lines(Approve("events/a").status()),
              ElementsAre("0 events/a VENUE_CLOSED venues/museum/closures/paint"));
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
}

TEST_F(MovesUpkeepTest, WhatBlocksItIsListed) {
  AskOne();
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
  EXPECT_THAT(Conflicts(), ElementsAre("HOLD_BLOCKED events/a b1 events/b"));
  auto of_room = FromText<v1::ListConflictsRequest>(absl::StrCat("resources: '", room_, "'"));
  EXPECT_THAT(Run(ListConflicts, of_room)->conflicts(), SizeIs(1));
  of_room = FromText<v1::ListConflictsRequest>("event: 'events/b'");
  EXPECT_THAT(Run(ListConflicts, of_room)->conflicts(), SizeIs(1));
}

TEST_F(MovesUpkeepTest, TheHorizonOfItsRuleRollsOn) {
  schedule_.now += absl::Minutes(1);
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00", Rule("FREQ=MONTHLY"));
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  const size_t claims = StoredClaims("events/a").size();
  const v1::Event before = Get("events/a");
  EXPECT_EQ(before.recurrence().claimed_through().SerializeAsString(),
            before.move().recurrence().claimed_through().SerializeAsString());
  // Nobody lets a move wait for so long; whoever asked asks again.
  for (int weeks = 0; weeks < 10; ++weeks) {
    Pass(absl::Hours(24 * 7));
    ASSERT_TRUE(AskFor("events/a", room_).ok());
  }
  const v1::Event after = Get("events/a");
  EXPECT_GT(StoredClaims("events/a").size(), claims);
  EXPECT_EQ(after.recurrence().claimed_through().year(),
            after.move().recurrence().claimed_through().year());
}

}  // namespace
}  // namespace taqvim::schedule
