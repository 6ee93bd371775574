// What becomes of bookings that a venue has still to decide about, when it approves
// its bookings no more.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WithdrawApprovalsTest : public ApprovingTest {
 protected:
  // An event on 10 October that books these spaces, whose confirmation is asked for.
  void Ask(const std::string& id, const std::vector<std::string>& spaces) {
    std::string bookings;
    for (const std::string& space : spaces) {
      absl::StrAppend(&bookings, "bookings { id: '", space.substr(space.rfind('/') + 1),
                      "' space: '", space, "' } ");
    }
    auto created =
        Create(id, absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                Timed("2025-10-10 18:00", "2025-10-10 20:00"), bookings));
    ASSERT_TRUE(created.ok()) << created.status();
    v1::ConfirmEventRequest request;
    request.set_name(absl::StrCat("events/", id));
    request.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
    ASSERT_TRUE(Run(ConfirmEvent, request).ok());
  }

  // Opens the museum, and lets the system do what follows; what that was.
  std::vector<storage::LogEntry> Open() {
    const int64_t before = Revision();
    SetPolicy(v1::BOOKING_POLICY_OPEN);
    schedule_.store().RunPendingWrites();
    auto log = schedule_.store().ChangesAfter(before, 1000, 1 << 30)->entries;
    EXPECT_EQ(log[0].principal, "tester");
    log.erase(log.begin());
    return log;
  }

  std::vector<std::string> Approvals(const std::string& name) {
    const v1::Event event = Get(name);
    std::vector<std::string> lines;
    for (const v1::BookingApproval& approval : event.approvals()) {
      lines.push_back(absl::StrCat(approval.venue(), approval.participant(), " ",
                                   v1::ApprovalState_Name(approval.state()).substr(15)));
    }
    return lines;
  }
};

TEST_F(WithdrawApprovalsTest, ByTheSystemAndTheEventStaysTentative) {
  Ask("a", {room_});
  const v1::Event asked = Get("events/a");
  schedule_.now += absl::Hours(1);
  const auto log = Open();
  ASSERT_THAT(log, SizeIs(1));
  EXPECT_EQ(log[0].principal, "system");
  EXPECT_EQ(log[0].method, "system.WithdrawApprovals");
  ASSERT_THAT(log[0].changes, SizeIs(1));
  EXPECT_EQ(log[0].changes[0].name, "events/a");
  const v1::Event event = Get("events/a");
  EXPECT_EQ(event.state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(event.approvals(), IsEmpty());
  EXPECT_FALSE(event.has_ask_time());
  EXPECT_EQ(event.expire_time().seconds(), asked.expire_time().seconds());
  EXPECT_EQ(event.holds(0).arrive_time().seconds(), asked.holds(0).arrive_time().seconds());
  EXPECT_NE(event.etag(), asked.etag());
  EXPECT_THAT(schedule_.Run(ListPendingBookings, "")->bookings(), IsEmpty());
  EXPECT_EQ(ReasonOf(Approve("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_EQ(Confirm("events/a")->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(WithdrawApprovalsTest, BeforeAnyLaterWriteIsJudged) {
  Ask("a", {room_});
  SetPolicy(v1::BOOKING_POLICY_OPEN);
  SetPolicy(v1::BOOKING_POLICY_APPROVAL);
  EXPECT_THAT(Approvals("events/a"), IsEmpty());
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_THAT(Approvals("events/a"), ElementsAre("venues/museum PENDING"));
}

TEST_F(WithdrawApprovalsTest, WhatOtherVenuesSayStands) {
  SetPolicy(library_, v1::BOOKING_POLICY_APPROVAL);
  Ask("awaited", {room_, hall_});
  Ask("agreed", {room_, gallery_});
  ASSERT_TRUE(Approve("events/agreed", library_).ok());
  EXPECT_THAT(Open(), SizeIs(1));
  EXPECT_THAT(Approvals("events/awaited"), ElementsAre("venues/library PENDING"));
  EXPECT_TRUE(Get("events/awaited").has_ask_time());
  EXPECT_THAT(Approvals("events/agreed"), ElementsAre("venues/library APPROVED"));
  EXPECT_FALSE(Get("events/agreed").has_ask_time());
  EXPECT_EQ(Get("events/agreed").state(), v1::EVENT_STATE_TENTATIVE);
  // The one is confirmed by the last approval, the other when somebody asks.
  ASSERT_TRUE(Cancel("events/agreed").ok());
  EXPECT_EQ(Approve("events/awaited", library_)->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(WithdrawApprovalsTest, ARefusalDoesNotKeepOthersFromConfirming) {
  SetPolicy(library_, v1::BOOKING_POLICY_APPROVAL);
  Ask("a", {room_, hall_});
  ASSERT_TRUE(Refuse("events/a").ok());
  Open();
  EXPECT_EQ(Approve("events/a", library_)->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(WithdrawApprovalsTest, AnAgreementOutlivesTheAskAndIsNotAskedForAgain) {
  SetPolicy(library_, v1::BOOKING_POLICY_APPROVAL);
  Ask("a", {room_, hall_});
  ASSERT_TRUE(Approve("events/a", library_).ok());
  Open();
  // Nobody asked for what is added now.
  ASSERT_TRUE(Update("events/a", {"bookings"},
                     absl::StrCat("bookings { id: 'hall' space: '", hall_,
                                  "' } bookings { space: '", gallery_, "' }"))
                  .ok());
  EXPECT_FALSE(Get("events/a").has_ask_time());
  EXPECT_THAT(schedule_.Run(ListPendingBookings, "")->bookings(), IsEmpty());
}

TEST_F(WithdrawApprovalsTest, InBoundedRevisionsUntilNoneIsLeft) {
  constexpr int kEvents = 120;
  for (int i = 0; i < kEvents; ++i) Ask(absl::StrCat("e", i), {room_});
  const auto log = Open();
  EXPECT_GE(log.size(), 2);
  size_t changes = 0;
  for (const auto& entry : log) {
    EXPECT_EQ(entry.method, "system.WithdrawApprovals");
    EXPECT_LE(entry.changes.size(), 50);
    changes += entry.changes.size();
  }
  EXPECT_EQ(changes, kEvents);
  EXPECT_THAT(schedule_.Run(ListPendingBookings, "")->bookings(), IsEmpty());
  const int64_t before = Revision();
  schedule_.store().RunPendingWrites();
  EXPECT_EQ(Revision(), before);
}

TEST_F(WithdrawApprovalsTest, NothingIsWrittenWhereNothingWaits) {
  EXPECT_THAT(Open(), IsEmpty());
  SetPolicy(v1::BOOKING_POLICY_APPROVAL);
  Ask("a", {room_});
  ASSERT_TRUE(Approve("events/a").ok());
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(Approvals("events/a"), ElementsAre("venues/museum APPROVED"));
}

TEST_F(WithdrawApprovalsTest, AnEventThatMovesToAnOpenVenueAsksNobody) {
  Ask("a", {room_});
  ASSERT_TRUE(
      Update("events/a", {"bookings"}, absl::StrCat("bookings { space: '", hall_, "' }")).ok());
  EXPECT_THAT(Approvals("events/a"), IsEmpty());
  EXPECT_FALSE(Get("events/a").has_ask_time());
}

// A participant whose bookings wait beside those of the museum.
class WithdrawParticipantTest : public WithdrawApprovalsTest {
 protected:
  WithdrawParticipantTest() {
    AddOrganization("philharmonic");
    EXPECT_TRUE(schedule_
                    .Run(CreateParticipant,
                         "participant_id: 'orchestra' participant { title { key: 'en' value: 'O' } "
                         "organization: 'organizations/philharmonic' "
                         "booking_policy: BOOKING_POLICY_APPROVAL }")
                    .ok());
  }

  void AskWithOrchestra(const std::string& id, const std::string& space,
                        const std::string& owner = "organizations/owner") {
    AddHold(id, space, "2025-10-10 18:00", "2025-10-10 20:00",
            "bookings { participant: 'participants/orchestra' }");
    const std::string name = absl::StrCat("events/", id);
    ASSERT_TRUE(Update(name, {"owner"}, absl::StrCat("owner: '", owner, "'")).ok());
    v1::ConfirmEventRequest request;
    request.set_name(name);
    request.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
    ASSERT_TRUE(Run(ConfirmEvent, request).ok());
  }

  // Changes the orchestra, and lets the system do what follows; how many revisions
  // that took.
  int64_t Change(const std::string& path, const std::string& fields) {
    v1::UpdateParticipantRequest request;
    *request.mutable_participant() =
        schedule_.Run(GetParticipant, "name: 'participants/orchestra'")->participant();
    request.mutable_participant()->MergeFrom(FromText<v1::Participant>(fields));
    request.mutable_update_mask()->add_paths(path);
    const int64_t before = Revision();
    EXPECT_TRUE(Run(UpdateParticipant, request).ok());
    schedule_.store().RunPendingWrites();
    return Revision() - before - 1;
  }
};

TEST_F(WithdrawParticipantTest, ThatBecomesOpen) {
  AskWithOrchestra("concert", hall_);
  AskWithOrchestra("gala", room_);
  EXPECT_EQ(Change("booking_policy", "booking_policy: BOOKING_POLICY_OPEN"), 1);
  EXPECT_THAT(Approvals("events/concert"), IsEmpty());
  EXPECT_FALSE(Get("events/concert").has_ask_time());
  EXPECT_EQ(Get("events/concert").state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(Approvals("events/gala"), ElementsAre("venues/museum PENDING"));
}

TEST_F(WithdrawParticipantTest, ThatComesToBelongToTheOwnerForItsEventsAlone) {
  AddOrganization("third");
  AskWithOrchestra("concert", hall_);
  AskWithOrchestra("recital", gallery_, "organizations/third");
  EXPECT_EQ(Change("organization", "organization: 'organizations/owner'"), 1);
  EXPECT_THAT(Approvals("events/concert"), IsEmpty());
  EXPECT_EQ(Confirm("events/concert")->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(Approvals("events/recital"), ElementsAre("participants/orchestra PENDING"));
}

TEST_F(WithdrawParticipantTest, NothingIsWrittenForOtherChanges) {
  AskWithOrchestra("concert", hall_);
  EXPECT_EQ(Change("country", "country: 'KZ'"), 0);
  EXPECT_THAT(Approvals("events/concert"), ElementsAre("participants/orchestra PENDING"));
}

// As an older server left them.
TEST(WithdrawPending, AlsoMendsWhatNoWriteComesTo) {
  const auto withdrawn = [](const std::string& event, const std::string& approving) {
    auto after = FromText<v1::Event>(event);
    const bool changed =
        WithdrawPending([&](const std::string& venue) { return venue == approving; }, after);
    EXPECT_EQ(changed, after.SerializeAsString() != FromText<v1::Event>(event).SerializeAsString());
    return after.ShortDebugString();
  };
  const std::string pending =
      "approvals { booking: 'a' venue: 'x' state: APPROVAL_STATE_PENDING } ";
  const std::string refused =
      "approvals { booking: 'b' venue: 'y' state: APPROVAL_STATE_REFUSED } ";
  const std::string granted =
      "approvals { booking: 'c' venue: 'z' state: APPROVAL_STATE_APPROVED } ";
  const auto text = [](const std::string& fields) {
    return FromText<v1::Event>(fields).ShortDebugString();
  };
  const std::string asked = "state: EVENT_STATE_TENTATIVE ask_time { seconds: 1 } ";
  const std::string all = pending + refused + granted;
  EXPECT_EQ(withdrawn(asked + all, "x"), text(asked + pending));
  EXPECT_EQ(withdrawn(asked + all, "y"), text(asked + refused));
  EXPECT_EQ(withdrawn(asked + all, "z"), text("state: EVENT_STATE_TENTATIVE " + granted));
  EXPECT_EQ(withdrawn(asked + refused, ""), text(asked + refused));
  EXPECT_EQ(withdrawn(asked, ""), text("state: EVENT_STATE_TENTATIVE"));
  EXPECT_EQ(withdrawn("state: EVENT_STATE_CONFIRMED " + all, "x"),
            text("state: EVENT_STATE_CONFIRMED " + granted));
  EXPECT_EQ(withdrawn("state: EVENT_STATE_EXPIRED", ""), text("state: EVENT_STATE_EXPIRED"));
}

}  // namespace
}  // namespace taqvim::schedule
