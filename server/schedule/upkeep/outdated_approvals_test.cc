// Series that a venue approved while an earlier version read their rules otherwise.
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/approving_fixture.h"
#include "server/schedule/testing/earlier_version.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OutdatedApprovalsTest : public ApprovingTest {
 protected:
  // A monthly talk from 7 October 2025 on, in the room of the museum, which has been
  // asked; and more bookings.
  void Ask(const std::string& bookings = "") {
    schedule_.now += absl::Minutes(1);
    auto created = Create("talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                               Timed("2025-10-07 18:00", "2025-10-07 20:00"),
                                               " bookings { id: 'room' space: '", room_, "' } ",
                                               bookings, Rule("FREQ=MONTHLY")));
    ASSERT_TRUE(created.ok()) << created.status();
    ASSERT_TRUE(Confirm("events/talk").ok());
  }
  void AddApproved() {
    Ask();
    ASSERT_EQ(Approve("events/talk")->event().state(), v1::EVENT_STATE_CONFIRMED);
  }
  // As if the rule did not have 7 November 2025 then.
  void BringForwardWithANewDay() {
    earlier_.SetClaims("events/talk", [](std::vector<storage::Claim>& claims) {
      std::erase_if(claims, [](const storage::Claim& claim) {
        return claim.interval.start / (24 * 3600) == 1762473600 / (24 * 3600);  // 2025-11-07
      });
    });
    earlier_.Forget();
    earlier_.BringForwardAll();
  }
  std::vector<std::string> HeldDays() { return Text(RecurrenceOf("events/talk").held_days()); }
  v1::BookingApproval ApprovalOf(int booking) { return Get("events/talk").approvals(booking); }
  void ExcludeDay(const std::string& day) {
    auto excluded = Update("events/talk", {"recurrence.excluded_days"},
                           absl::StrCat("recurrence { ", DayText("excluded_days", day), " }"));
    ASSERT_TRUE(excluded.ok()) << excluded.status();
  }

  EarlierVersion earlier_{schedule_};
};

TEST_F(OutdatedApprovalsTest, SayThatTheyAreForOtherDays) {
  AddApproved();
  BringForwardWithANewDay();
  EXPECT_THAT(HeldDays(), ElementsAre("2025-11-07"));
  EXPECT_EQ(ApprovalOf(0).state(), v1::APPROVAL_STATE_APPROVED);
  EXPECT_TRUE(ApprovalOf(0).outdated());
}

TEST_F(OutdatedApprovalsTest, AreNoneWhereNoDayIsNew) {
  AddApproved();
  earlier_.Forget();
  earlier_.BringForwardAll();
  EXPECT_THAT(HeldDays(), IsEmpty());
  EXPECT_FALSE(ApprovalOf(0).outdated());
}

TEST_F(OutdatedApprovalsTest, ConfirmNoNewDayWhenAnotherIsExcluded) {
  AddApproved();
  BringForwardWithANewDay();
  ExcludeDay("2025-12-07");
  EXPECT_THAT(HeldDays(), ElementsAre("2025-11-07"));
  EXPECT_THAT(ClaimsOf("events/talk"), Contains("2025-11-07 18:00 held"));
  EXPECT_THAT(ClaimsOf("events/talk"), Contains("2026-01-07 18:00"));
  EXPECT_TRUE(ApprovalOf(0).outdated());
}

TEST_F(OutdatedApprovalsTest, KeepNoDayHeldThatIsExcluded) {
  AddApproved();
  BringForwardWithANewDay();
  ExcludeDay("2025-11-07");
  EXPECT_THAT(HeldDays(), IsEmpty());
}

TEST_F(OutdatedApprovalsTest, ConfirmNoDayThatTheHorizonReachesLater) {
  AddApproved();
  BringForwardWithANewDay();
  SetNow("2025-02-06");
  ASSERT_TRUE(Rolls());
  EXPECT_THAT(HeldDays(), ElementsAre("2025-11-07", "2027-01-07", "2027-02-07"));
  EXPECT_EQ(ClaimsOf("events/talk").back(), "2027-02-07 18:00 held");
  ExcludeDay("2025-12-07");
  EXPECT_THAT(HeldDays(), ElementsAre("2025-11-07", "2027-01-07", "2027-02-07"));
}

TEST_F(OutdatedApprovalsTest, HoldNothingBackWhereTheVenueIsOpenNow) {
  AddApproved();
  BringForwardWithANewDay();
  SetPolicy(v1::BOOKING_POLICY_OPEN);
  ExcludeDay("2025-12-07");
  EXPECT_THAT(HeldDays(), IsEmpty());
  EXPECT_THAT(ClaimsOf("events/talk"), Contains("2025-11-07 18:00"));
}

TEST_F(OutdatedApprovalsTest, AreOpenAgainWhereTheEventIsStillTentative) {
  SetPolicy(AddVenue("annex"), v1::BOOKING_POLICY_APPROVAL);
  Ask(absl::StrCat("bookings { id: 'annex' space: '", AddSpace("venues/annex", "studio"), "' } "));
  ASSERT_EQ(Approve("events/talk")->event().state(), v1::EVENT_STATE_TENTATIVE);
  ASSERT_EQ(ApprovalOf(0).state(), v1::APPROVAL_STATE_APPROVED);
  BringForwardWithANewDay();
  ASSERT_THAT(Get("events/talk").approvals(), SizeIs(2));
  EXPECT_EQ(ApprovalOf(0).state(), v1::APPROVAL_STATE_PENDING);
  EXPECT_TRUE(ApprovalOf(0).principal().empty());
  // Once both have said so of all its days.
  ASSERT_TRUE(Approve("events/talk", "venues/annex").ok());
  EXPECT_EQ(Get("events/talk").state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_EQ(Approve("events/talk")->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(HeldDays(), IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
