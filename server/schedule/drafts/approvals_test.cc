// Venues that approve each booking before its event is confirmed.
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kPending = v1::APPROVAL_STATE_PENDING;
constexpr auto kApproved = v1::APPROVAL_STATE_APPROVED;
constexpr auto kRefused = v1::APPROVAL_STATE_REFUSED;

class ApprovalsTest : public ApprovingTest {
 protected:
  // A hold of the museum's room, and of the hall, on 10 October.
  void HoldBoth(const std::string& id) {
    schedule_.now += absl::Minutes(1);
    auto created = Create(id, absl::StrCat("activity { form: ACTIVITY_FORM_CONCERT }",
                                           Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                           "bookings { id: 'room' space: '", room_,
                                           "' } bookings { id: 'hall' space: '", hall_, "' }"));
    ASSERT_TRUE(created.ok()) << created.status();
  }
  void HoldRoom(const std::string& id) {
    schedule_.now += absl::Minutes(1);
    AddHold(id, room_, "2025-10-10 18:00", "2025-10-10 20:00");
  }

  // All pages.
  std::vector<std::string> Pending(int page_size = 0) {
    std::vector<std::string> lines;
    v1::ListPendingBookingsRequest request;
    request.set_venue(museum_);
    request.set_page_size(page_size);
    do {
      auto listed = schedule_.Run(ListPendingBookings, request);
      EXPECT_TRUE(listed.ok()) << listed.status();
      if (!listed.ok()) break;
      EXPECT_LE(listed->bookings_size(), PageSize(page_size));
      for (const v1::PendingBooking& one : listed->bookings()) {
        EXPECT_TRUE(one.booking().has_period() && one.has_ask_time() && one.has_expire_time());
        lines.push_back(absl::StrCat(one.event(), " ", one.booking().id(), " ranks ",
                                     one.hold_rank(), one.blocked() ? ", blocked" : ""));
      }
      request.set_page_token(listed->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }
};

TEST_F(ApprovalsTest, AConfirmationAsksTheVenueAndTheEventStaysTentative) {
  HoldBoth("a");
  auto asked = Confirm("events/a");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->event().state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_TRUE(asked->event().has_ask_time());
  EXPECT_TRUE(asked->event().has_expire_time());
  EXPECT_FALSE(asked->event().has_confirm_time());
  ASSERT_EQ(asked->event().approvals_size(), 1);
  EXPECT_EQ(asked->event().approvals(0).booking(), "room");
  EXPECT_EQ(asked->event().approvals(0).venue(), museum_);
  EXPECT_EQ(asked->event().approvals(0).state(), kPending);
  EXPECT_THAT(Pending(), ElementsAre("events/a room ranks 1"));
}

TEST_F(ApprovalsTest, TheLastApprovalConfirmsTheEvent) {
  HoldBoth("a");
  ASSERT_TRUE(Confirm("events/a").ok());
  auto approved = Approve("events/a");
  ASSERT_TRUE(approved.ok()) << approved.status();
  const v1::Event& event = approved->event();
  EXPECT_EQ(event.state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_TRUE(event.has_confirm_time());
  EXPECT_FALSE(event.has_ask_time());
  EXPECT_FALSE(event.has_expire_time());
  EXPECT_EQ(event.approvals(0).state(), kApproved);
  EXPECT_EQ(event.approvals(0).principal(), "tester");
  EXPECT_TRUE(event.approvals(0).has_decide_time());
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(ApprovalsTest, ARefusalLeavesTheEventTentativeAndCanBeAskedAgain) {
  HoldBoth("a");
  ASSERT_TRUE(Confirm("events/a").ok());
  auto refused = Refuse("events/a");
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->event().state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_EQ(refused->event().approvals(0).state(), kRefused);
  EXPECT_EQ(refused->event().approvals(0).reason().at("en"), "The floor is wet");
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_EQ(Get("events/a").approvals(0).state(), kPending);
  EXPECT_TRUE(Get("events/a").approvals(0).reason().empty());
  EXPECT_EQ(Approve("events/a")->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(ApprovalsTest, AnEventOfOpenVenuesNeedsNone) {
  AddHold("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_EQ(Confirm("events/a")->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(ApprovalsTest, NothingIsApprovedBeforeItIsAskedFor) {
  HoldBoth("a");
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Confirm("events/a").ok());
  v1::ApproveBookingRequest request;
  request.set_name("events/a");
  EXPECT_EQ(ReasonOf(Run(ApproveBooking, request).status()), v1::ERROR_REASON_INVALID_FIELD);
  request.set_booking("nothing");
  EXPECT_EQ(ReasonOf(Run(ApproveBooking, request).status()), v1::ERROR_REASON_INVALID_FIELD);
  request.set_booking("hall");
  EXPECT_EQ(ReasonOf(Run(ApproveBooking, request).status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(ApprovalsTest, AConflictRefusesTheAskAndLaterTheApproval) {
  AddConfirmed("c", hall_, "2025-10-10 19:00", "2025-10-10 21:00");
  HoldRoom("first");
  HoldRoom("second");
  EXPECT_THAT(Lines(Confirm("events/second").status()),
              ElementsAre("0 events/second HOLD_AHEAD events/first"));
  EXPECT_FALSE(Get("events/second").has_ask_time());
  ASSERT_TRUE(Cancel("events/first").ok());
  ASSERT_TRUE(Confirm("events/second").ok());
  ASSERT_TRUE(Cancel("events/c").ok());
  HoldBoth("a");
  v1::PrioritizeHoldRequest prioritize;
  prioritize.set_name("events/a");
  prioritize.set_order(-1);
  ASSERT_TRUE(Run(PrioritizeHold, prioritize).ok());
  EXPECT_THAT(Lines(Approve("events/second").status()),
              ElementsAre("0 events/second HOLD_AHEAD events/a"));
  EXPECT_EQ(Get("events/second").approvals(0).state(), kPending);
}

TEST_F(ApprovalsTest, AnAlteredBookingMustBeApprovedAgain) {
  HoldBoth("a");
  auto other = Update("events/a", {"bookings"},
                      absl::StrCat("bookings { id: 'room' space: '", room_,
                                   "' } bookings { id: 'again' space: '", room_, "' }"));
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE(Confirm("events/a").ok());
  v1::ApproveBookingRequest request;
  request.set_name("events/a");
  request.set_booking("room");
  ASSERT_TRUE(Run(ApproveBooking, request).ok());
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_EQ(Get("events/a").approvals(0).state(), kApproved);
  ASSERT_TRUE(Update("events/a", {"title"}, "title { key: 'en' value: 'Other' }").ok());
  EXPECT_EQ(Get("events/a").approvals(0).state(), kApproved);
  auto moved = Update("events/a", {"period"}, Timed("2025-10-10 17:00", "2025-10-10 20:00"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(Get("events/a").approvals(0).state(), kPending);
  EXPECT_THAT(Pending(), ElementsAre("events/a room ranks 1", "events/a again ranks 1"));
}

TEST_F(ApprovalsTest, WhatWasApprovedIsNotConfirmedAtAnotherTime) {
  const std::string annex = AddVenue("annex", "Asia/Almaty");
  const std::string loft = AddSpace(annex, "loft");
  SetPolicy(annex, v1::BOOKING_POLICY_APPROVAL);
  schedule_.now += absl::Minutes(1);
  const std::string day = "2025-10-10 ";
  auto created = Create(
      "a", absl::StrCat("activity { form: ACTIVITY_FORM_CONCERT }",
                        Timed(day + "18:00", day + "20:00"), "bookings { id: 'room' space: '",
                        room_, "' } bookings { id: 'loft' space: '", loft, "' }"));
  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_TRUE(Confirm("events/a").ok());
  ASSERT_TRUE(Approve("events/a").ok());
  ASSERT_EQ(Get("events/a").approvals(0).state(), kApproved);
  // Nobody else has to agree any more.
  SetPolicy(annex, v1::BOOKING_POLICY_OPEN);
  ASSERT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
  v1::BatchWriteEventsRequest batch;
  v1::UpdateEventRequest& move = *batch.add_writes()->mutable_update();
  *move.mutable_event() =
      FromText<v1::Event>(Timed(day + "17:00", day + "19:00") + " name: 'events/a'");
  move.mutable_event()->set_etag(Get("events/a").etag());
  move.mutable_update_mask()->add_paths("period");
  batch.add_writes()->mutable_confirm()->set_name("events/a");
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
  ASSERT_EQ(Get("events/a").approvals_size(), 1);
  EXPECT_EQ(Get("events/a").approvals(0).state(), kPending);
}

TEST_F(ApprovalsTest, PendingPagesNeverHoldMoreThanAskedForAndSkipNothing) {
  for (const char* id : {"a", "b", "c"}) {
    HoldRoom(id);
    const std::string room = absl::StrCat("space: '", room_, "' } bookings { ");
    ASSERT_TRUE(Update(absl::StrCat("events/", id), {"bookings"},
                       absl::StrCat("bookings { id: 'x' ", room, "id: 'y' ", room,
                                    "id: 'z' space: '", room_, "' }"))
                    .ok());
    v1::ConfirmEventRequest confirm;
    confirm.set_name(absl::StrCat("events/", id));
    confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
    ASSERT_TRUE(Run(ConfirmEvent, confirm).ok());
  }
  const auto all = Pending();
  EXPECT_EQ(all.size(), 9);
  for (int page_size : {1, 2, 3, 4, 9, 10}) EXPECT_EQ(Pending(page_size), all) << page_size;
}

TEST_F(ApprovalsTest, AConfirmedEventMovesThereOnlyByOverride) {
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const std::string there = "bookings { space: '" + room_ + "' }";
  EXPECT_THAT(Lines(Update("events/a", {"bookings"}, there).status()),
              ElementsAre("0 events/a APPROVAL_NEEDED venues/museum"));
  auto moved = Update("events/a", {"bookings"}, there, {v1::CONFLICT_RULE_APPROVAL_NEEDED});
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->event().waivers_size(), 1);
  auto narrowed = Update("events/a", {"period"}, Timed("2025-10-10 18:30", "2025-10-10 20:00"));
  EXPECT_TRUE(narrowed.ok()) << narrowed.status();
}

TEST_F(ApprovalsTest, ABatchThatCreatesAndConfirmsAsksToo) {
  v1::BatchWriteEventsRequest batch;
  v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
  create.set_event_id("a");
  *create.mutable_event() = FromText<v1::Event>(absl::StrCat(
      "title { key: 'en' value: 'A' } owner: 'organizations/owner' "
      "activity { form: ACTIVITY_FORM_CONCERT }",
      Timed("2025-10-10 18:00", "2025-10-10 20:00"), "bookings { space: '", room_, "' }"));
  batch.add_writes()->mutable_confirm()->set_name("events/a");
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(written->events(0).state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_EQ(written->events(1).approvals(0).state(), kPending);
  EXPECT_EQ(written->events(1).hold_rank(), 1);
}

TEST_F(ApprovalsTest, WhoDecidesAboutWhatHasLapsedIsToldSoAndWhen) {
  HoldRoom("a");
  ASSERT_TRUE(Confirm("events/a").ok());
  schedule_.now += absl::Hours(24 * 15);
  const absl::Status refused = Approve("events/a").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_HOLD_LAPSED);
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("events/a"), HasSubstr("2025-01-15T00:01:00Z")));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(refused, &info));
  EXPECT_EQ(info.metadata().at("expire_time"), "2025-01-15T00:01:00Z");
  EXPECT_EQ(ReasonOf(Refuse("events/a").status()), v1::ERROR_REASON_HOLD_LAPSED);
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(ApprovalsTest, WhatLapsesWithItsHostHasLapsedThen) {
  AddHold("day", hall_, "2025-10-10 17:00", "2025-10-10 22:00");
  schedule_.now += absl::Hours(24);
  AddHold("tour", hall_, "2025-10-10 18:30", "2025-10-10 19:00", "host: 'events/day'");
  schedule_.now += absl::Hours(24 * 13);
  const absl::Status refused = Approve("events/tour").status();
  EXPECT_THAT(std::string(refused.message()), HasSubstr("2025-01-15T00:00:00Z"));
}

TEST_F(ApprovalsTest, WhatIsAskedForIsHeldForTwoWeeksAtLeast) {
  HoldRoom("a");
  schedule_.now += absl::Hours(24 * 13);
  const auto asked = Confirm("events/a");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->event().expire_time().seconds(),
            absl::ToUnixSeconds(schedule_.now + absl::Hours(24 * 14)));
  schedule_.now += absl::Hours(24 * 13);
  ASSERT_TRUE(Approve("events/a").ok());
}

TEST_F(ApprovalsTest, WhatIsHeldForLongerStaysSo) {
  HoldRoom("a");
  const int64_t later = absl::ToUnixSeconds(schedule_.now + absl::Hours(24 * 100));
  ASSERT_TRUE(
      Update("events/a", {"expire_time"}, absl::StrCat("expire_time { seconds: ", later, " }"))
          .ok());
  EXPECT_EQ(Confirm("events/a")->event().expire_time().seconds(), later);
}

TEST_F(ApprovalsTest, AskingAgainHoldsItForTwoMoreWeeks) {
  HoldRoom("a");
  ASSERT_TRUE(Confirm("events/a").ok());
  schedule_.now += absl::Hours(24 * 10);
  ASSERT_TRUE(Refuse("events/a").ok());
  EXPECT_EQ(Confirm("events/a")->event().expire_time().seconds(),
            absl::ToUnixSeconds(schedule_.now + absl::Hours(24 * 14)));
}

TEST_F(ApprovalsTest, WhatIsInsideAHostThatWaitsCannotBeAskedFor) {
  HoldRoom("day");
  ASSERT_TRUE(Confirm("events/day").ok());
  AddHold("tour", room_, "2025-10-10 18:30", "2025-10-10 19:00", "host: 'events/day'");
  EXPECT_EQ(ReasonOf(Confirm("events/tour").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

}  // namespace
}  // namespace taqvim::schedule
