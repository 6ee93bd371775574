// Moves that were asked for together: all of them are made, or none.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/moves_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::UnorderedElementsAre;

class MoveGroupsTest : public MovesTest {
 protected:
  MoveGroupsTest() : kitchen_(AddSpace(museum_, "kitchen")) {}

  // `a` is in the hall and `b` in the gallery; both ask for the museum.
  void AskBoth() {
    BookHall("a");
    AddConfirmed("b", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
    auto asked = AskTogether({{"events/a", room_}, {"events/b", kitchen_}});
    ASSERT_TRUE(asked.ok()) << asked.status();
  }
  std::vector<std::string> Places() { return {PlaceOf("events/a"), PlaceOf("events/b")}; }
  std::string GroupOf(const std::string& name) { return Get(name).move().group(); }
  // The events that the newest revision wrote.
  std::vector<std::string> Written() {
    const auto log = schedule_.store().ChangesAfter(Revision() - 1, 10, 1 << 30);
    std::vector<std::string> names;
    for (const auto& change : log->entries[0].changes) names.push_back(change.name);
    return names;
  }

  const std::string kitchen_;
};

TEST_F(MoveGroupsTest, TheMovesOfABatchAreAGroup) {
  AskBoth();
  EXPECT_THAT(GroupOf("events/a"), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-.*"));
  EXPECT_EQ(GroupOf("events/a"), GroupOf("events/b"));
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 1", "events/b b1 move ranks 1"));
}

TEST_F(MoveGroupsTest, OneAloneIsNone) {
  BookHall("a");
  ASSERT_TRUE(AskTogether({{"events/a", room_}}).ok());
  EXPECT_EQ(GroupOf("events/a"), "");
  EXPECT_EQ(PlaceOf("events/a"), "hall, room asked");
}

TEST_F(MoveGroupsTest, TheLastApprovalMovesAllInOneRevision) {
  AskBoth();
  auto first = Approve("events/a");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->moved_events(), IsEmpty());
  EXPECT_THAT(Places(), ElementsAre("hall, room asked", "gallery, kitchen asked"));
  auto last = Approve("events/b");
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->event().name(), "events/b");
  EXPECT_THAT(last->moved_events(), ElementsAre("events/a"));
  EXPECT_EQ(last->moved_total(), 1);
  EXPECT_THAT(Places(), ElementsAre("room", "kitchen"));
  EXPECT_THAT(Written(), UnorderedElementsAre("events/a", "events/b"));
  EXPECT_EQ(Get("events/a").approvals(0).state(), v1::APPROVAL_STATE_APPROVED);
}

TEST_F(MoveGroupsTest, WhatNeedsNobodyWaitsForTheOthers) {
  BookHall("a");
  AddConfirmed("b", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(AskTogether({{"events/a", room_}, {"events/b", corner_}}).ok());
  EXPECT_THAT(Places(), ElementsAre("hall, room asked", "gallery, corner asked"));
  EXPECT_THAT(Get("events/b").move().approvals(), IsEmpty());
  EXPECT_THAT(Occupied(corner_), ElementsAre("events/b HOLD 18:00"));
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(Places(), ElementsAre("room", "corner"));
}

TEST_F(MoveGroupsTest, WhereNobodyHasToAgreeAllMoveAtOnce) {
  BookHall("a");
  AddConfirmed("b", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(AskTogether({{"events/a", gallery_}, {"events/b", hall_}}).ok());
  EXPECT_THAT(Places(), ElementsAre("gallery", "hall"));
}

TEST_F(MoveGroupsTest, TwoMaySwap) {
  BookApproved("a", room_);
  BookApproved("b", kitchen_);
  auto asked = AskTogether({{"events/a", kitchen_}, {"events/b", room_}});
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(Pending(), ElementsAre("events/a b1 move ranks 1", "events/b b1 move ranks 1"));
  ASSERT_TRUE(Approve("events/a").ok());
  auto last = Approve("events/b");
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_THAT(Places(), ElementsAre("kitchen", "room"));
}

TEST_F(MoveGroupsTest, TwoCannotAskForOnePlace) {
  BookHall("a");
  AddConfirmed("b", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(
      Lines(AskTogether({{"events/a", room_}, {"events/b", room_}}).status()),
      ElementsAre("0 events/a RESOURCE_BUSY events/b", "1 events/b RESOURCE_BUSY events/a"));
}

TEST_F(MoveGroupsTest, WhatIsInTheWayOfOneKeepsAllWaiting) {
  AskBoth();
  ASSERT_TRUE(Approve("events/a").ok());
  AddHold("c", room_, "2025-10-10 19:00", "2025-10-10 21:00");
  v1::ConfirmEventRequest confirm;
  confirm.set_name("events/c");
  confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  ASSERT_TRUE(Run(ConfirmEvent, confirm).ok());
  v1::ApproveBookingRequest approve;
  approve.set_name("events/c");
  approve.set_venue(museum_);
  approve.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  ASSERT_TRUE(Run(ApproveBooking, approve).ok());
  EXPECT_THAT(Lines(Approve("events/b").status()),
              ElementsAre("0 events/a RESOURCE_BUSY events/c"));
  EXPECT_THAT(Places(), ElementsAre("hall, room asked", "gallery, kitchen asked"));
  ASSERT_TRUE(Cancel("events/c").ok());
  ASSERT_TRUE(Approve("events/b").ok());
  EXPECT_THAT(Places(), ElementsAre("room", "kitchen"));
}

TEST_F(MoveGroupsTest, ARefusalEndsAllInTheSameRevision) {
  AskBoth();
  ASSERT_TRUE(Refuse("events/a").ok());
  EXPECT_THAT(Places(), ElementsAre("hall, room refused", "gallery"));
  EXPECT_THAT(Written(), UnorderedElementsAre("events/a", "events/b"));
  EXPECT_THAT(Occupied(kitchen_), IsEmpty());
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(MoveGroupsTest, ACancellationEndsAll) {
  AskBoth();
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_THAT(Places(), ElementsAre("hall", "gallery"));
  EXPECT_THAT(Occupied(kitchen_), IsEmpty());
}

TEST_F(MoveGroupsTest, WithdrawingOneEndsAll) {
  AskBoth();
  ASSERT_TRUE(Withdraw("events/a").ok());
  EXPECT_THAT(Places(), ElementsAre("hall", "gallery"));
  EXPECT_THAT(Written(), UnorderedElementsAre("events/a", "events/b"));
}

TEST_F(MoveGroupsTest, AnotherPlaceOfOneEndsAll) {
  AskBoth();
  ASSERT_TRUE(
      Update("events/b", {"bookings"}, absl::StrCat("bookings { id: 'b1' space: '", corner_, "' }"))
          .ok());
  EXPECT_THAT(Places(), ElementsAre("hall", "corner"));
}

TEST_F(MoveGroupsTest, AskingAnewForOneEndsThatOfTheOthers) {
  AskBoth();
  ASSERT_TRUE(AskFor("events/b", kitchen_).ok());
  EXPECT_THAT(Places(), ElementsAre("hall", "gallery, kitchen asked"));
  EXPECT_EQ(GroupOf("events/b"), "");
}

TEST_F(MoveGroupsTest, AskingAnewForAllMakesAnotherGroup) {
  AskBoth();
  const std::string first = GroupOf("events/a");
  ASSERT_TRUE(AskTogether({{"events/a", kitchen_}, {"events/b", room_}}).ok());
  EXPECT_THAT(Places(), ElementsAre("hall, kitchen asked", "gallery, room asked"));
  EXPECT_EQ(GroupOf("events/a"), GroupOf("events/b"));
  EXPECT_NE(GroupOf("events/a"), first);
}

TEST_F(MoveGroupsTest, TheyLapseTogether) {
  AskBoth();
  EXPECT_THAT(Pass(absl::Hours(14 * 24 - 1)), IsEmpty());
  EXPECT_THAT(Pass(absl::Hours(1)), ElementsAre("system.ExpireHolds"));
  EXPECT_THAT(Places(), ElementsAre("hall", "gallery"));
  EXPECT_THAT(Written(), UnorderedElementsAre("events/a", "events/b"));
}

TEST_F(MoveGroupsTest, OtherWritesLeaveItAsItIs) {
  AskBoth();
  ASSERT_TRUE(Update("events/a", {"title"}, "title { key: 'en' value: 'Another' }").ok());
  EXPECT_EQ(GroupOf("events/a"), GroupOf("events/b"));
  ASSERT_TRUE(Approve("events/a").ok());
  ASSERT_TRUE(Approve("events/b").ok());
  EXPECT_THAT(Places(), ElementsAre("room", "kitchen"));
}

TEST_F(MoveGroupsTest, AHostMovesWithWhatIsInside) {
  BookHall("a");
  AddConfirmed("b", hall_, "2025-10-10 18:30", "2025-10-10 19:00", "host: 'events/a'");
  auto asked = AskTogether({{"events/a", room_}, {"events/b", room_}});
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(asked->advisories(), IsEmpty());
  ASSERT_TRUE(Approve("events/b").ok());
  auto last = Approve("events/a");
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_THAT(Places(), ElementsAre("room", "room"));
}

TEST_F(MoveGroupsTest, WhatIsInsideDoesNotMoveWithoutItsHost) {
  BookHall("a");
  AddConfirmed("b", hall_, "2025-10-10 18:30", "2025-10-10 19:00", "host: 'events/a'");
  EXPECT_THAT(Lines(AskFor("events/b", room_).status()),
              Contains("0 events/b OUTSIDE_HOST events/a"));
}

}  // namespace
}  // namespace taqvim::schedule
