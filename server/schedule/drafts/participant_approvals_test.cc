// Participants that approve each booking before its event is confirmed.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kAt18[] = "2025-10-10 18:00";
constexpr char kAt20[] = "2025-10-10 20:00";

class ParticipantApprovalsTest : public ApprovingTest {
 protected:
  ParticipantApprovalsTest() {
    AddOrganization("philharmonic");
    auto created = schedule_.Run(
        CreateParticipant,
        "participant_id: 'orchestra' participant { title { key: 'en' value: 'The orchestra' } "
        "organization: 'organizations/philharmonic' booking_policy: BOOKING_POLICY_APPROVAL }");
    EXPECT_TRUE(created.ok()) << created.status();
  }

  // A concert there, with the orchestra.
  void Hold(const std::string& id, const std::string& space, const std::string& owner = "") {
    schedule_.now += absl::Minutes(1);
    AddHold(id, space, kAt18, kAt20,
            "bookings { id: 'orchestra' participant: 'participants/orchestra' }");
    if (owner.empty()) return;
    ASSERT_TRUE(
        Update(absl::StrCat("events/", id), {"owner"}, absl::StrCat("owner: '", owner, "'")).ok());
  }

  std::vector<std::string> Approvals(const std::string& name) {
    std::vector<std::string> lines;
    const v1::Event event = Get(name);
    for (const v1::BookingApproval& approval : event.approvals()) {
      lines.push_back(absl::StrCat(approval.booking(), " ", approval.venue(),
                                   approval.participant(), " ",
                                   v1::ApprovalState_Name(approval.state()).substr(15)));
    }
    return lines;
  }
  absl::StatusOr<v1::ApproveBookingResponse> ApproveOrchestra(const std::string& name) {
    v1::ApproveBookingRequest request;
    request.set_name(name);
    request.set_participant("participants/orchestra");
    return Run(ApproveBooking, request);
  }
  absl::StatusOr<v1::UpdateParticipantResponse> Change(const std::string& fields,
                                                       const std::string& path) {
    v1::UpdateParticipantRequest request;
    *request.mutable_participant() = FromText<v1::Participant>(fields);
    request.mutable_participant()->set_name("participants/orchestra");
    request.mutable_participant()->set_etag(
        schedule_.Run(GetParticipant, "name: 'participants/orchestra'")->participant().etag());
    request.mutable_update_mask()->add_paths(path);
    return Run(UpdateParticipant, request);
  }

  // Books the orchestra for a confirmed event with these rights, and the override.
  absl::Status AddTo(const std::string& name, const access::Rights& rights) {
    v1::UpdateEventRequest request;
    *request.mutable_event() = Get(name);
    request.mutable_event()->add_bookings()->set_participant("participants/orchestra");
    request.mutable_update_mask()->add_paths("bookings");
    request.add_overrides(v1::CONFLICT_RULE_APPROVAL_NEEDED);
    return schedule_
        .RunTransaction([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto updated = UpdateEvent(transaction, {"somebody", rights}, request);
          return updated.ok() ? std::string() : absl::StatusOr<std::string>(updated.status());
        })
        .status;
  }
};

std::string FieldsOf(const absl::Status& status) {
  google::rpc::BadRequest bad;
  EXPECT_TRUE(GetDetail(status, &bad)) << status;
  return absl::StrJoin(bad.field_violations(), " ", [](std::string* out, const auto& violation) {
    absl::StrAppend(out, violation.field());
  });
}

TEST_F(ParticipantApprovalsTest, AConfirmationAsksThemAndTheirApprovalConfirms) {
  Hold("concert", hall_);
  auto asked = Confirm("events/concert");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->event().state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_TRUE(asked->event().has_ask_time());
  EXPECT_TRUE(asked->event().has_expire_time());
  EXPECT_THAT(Approvals("events/concert"), ElementsAre("orchestra participants/orchestra PENDING"));
  auto approved = ApproveOrchestra("events/concert");
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(Approvals("events/concert"),
              ElementsAre("orchestra participants/orchestra APPROVED"));
}

TEST_F(ParticipantApprovalsTest, ARefusalSaysWhyAndCanBeAskedAgain) {
  Hold("concert", hall_);
  ASSERT_TRUE(Confirm("events/concert").ok());
  auto refused = schedule_.Run(RefuseBooking,
                               "name: 'events/concert' participant: 'participants/orchestra' "
                               "reason { key: 'en' value: 'On tour' }");
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->event().approvals(0).reason().at("en"), "On tour");
  EXPECT_EQ(ReasonOf(ApproveOrchestra("events/concert").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Confirm("events/concert").ok());
  EXPECT_EQ(ApproveOrchestra("events/concert")->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(ParticipantApprovalsTest, VenueAndParticipantBothHaveToAgree) {
  Hold("concert", room_);
  ASSERT_TRUE(Confirm("events/concert").ok());
  EXPECT_THAT(Approvals("events/concert"),
              ElementsAre("b1 venues/museum PENDING", "orchestra participants/orchestra PENDING"));
  ASSERT_TRUE(ApproveOrchestra("events/concert").ok());
  EXPECT_EQ(Get("events/concert").state(), v1::EVENT_STATE_TENTATIVE);
  auto last = schedule_.Run(ApproveBooking, "name: 'events/concert' booking: 'b1'");
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->event().state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(ParticipantApprovalsTest, EventsOfTheirOwnOrganizationNeedNone) {
  Hold("concert", hall_, "organizations/philharmonic");
  EXPECT_EQ(Confirm("events/concert")->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(Approvals("events/concert"), IsEmpty());
  auto moved = Update("events/concert", {"period"}, Timed("2025-10-10 17:00", "2025-10-10 19:00"));
  EXPECT_TRUE(moved.ok()) << moved.status();
}

TEST_F(ParticipantApprovalsTest, AnEventThatIsGivenToTheirOrganizationWaitsForThemNoMore) {
  Hold("concert", hall_);
  ASSERT_TRUE(Confirm("events/concert").ok());
  auto given = Update("events/concert", {"owner"}, "owner: 'organizations/philharmonic'");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_THAT(Approvals("events/concert"), IsEmpty());
  EXPECT_FALSE(Get("events/concert").has_ask_time());
  EXPECT_EQ(Get("events/concert").state(), v1::EVENT_STATE_TENTATIVE);
}

TEST_F(ParticipantApprovalsTest, AMovedBookingMustBeApprovedAgain) {
  Hold("concert", hall_);
  ASSERT_TRUE(Confirm("events/concert").ok());
  ASSERT_TRUE(ApproveOrchestra("events/concert").ok());
  EXPECT_THAT(
      Lines(Update("events/concert", {"period"}, Timed("2025-10-10 17:00", "2025-10-10 19:00"))
                .status()),
      ElementsAre("0 events/concert APPROVAL_NEEDED participants/orchestra"));
  auto shorter =
      Update("events/concert", {"period"}, Timed("2025-10-10 18:00", "2025-10-10 19:00"));
  EXPECT_TRUE(shorter.ok()) << shorter.status();
}

TEST_F(ParticipantApprovalsTest, AConfirmedEventBooksThemByOverrideOfTheirOrganizationAlone) {
  AddConfirmed("concert", hall_, kAt18, kAt20);
  access::Rights owners, both;
  owners.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/owner");
  both = owners;
  both.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/philharmonic");
  const absl::Status refused = AddTo("events/concert", owners);
  EXPECT_THAT(Lines(refused),
              ElementsAre("0 events/concert APPROVAL_NEEDED participants/orchestra"));
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(refused, &report));
  EXPECT_EQ(report.conflicts(0).counterpart_title().at("en"), "The orchestra");
  EXPECT_THAT(report.conflicts(0).message(),
              HasSubstr("an organizer of organizations/philharmonic can override this"));
  const absl::Status booked = AddTo("events/concert", both);
  EXPECT_TRUE(booked.ok()) << booked;
}

TEST_F(ParticipantApprovalsTest, PendingBookingsAreThoseOfWhoIsNamed) {
  Hold("concert", room_);
  Hold("matinee", hall_);
  for (const char* name : {"events/concert", "events/matinee"}) {
    v1::ConfirmEventRequest request;
    request.set_name(name);
    request.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
    ASSERT_TRUE(Run(ConfirmEvent, request).ok());
  }
  const auto pending = [&](const char* request) {
    std::vector<std::string> lines;
    const auto listed = schedule_.Run(ListPendingBookings, request);
    for (const v1::PendingBooking& one : listed->bookings()) {
      lines.push_back(absl::StrCat(one.event(), " ", one.venue(), one.participant()));
    }
    return lines;
  };
  EXPECT_THAT(pending("participant: 'participants/orchestra'"),
              ElementsAre("events/concert participants/orchestra",
                          "events/matinee participants/orchestra"));
  EXPECT_THAT(pending("venue: 'venues/museum'"), ElementsAre("events/concert venues/museum"));
  EXPECT_THAT(pending("participant: 'participants/ensemble'"), IsEmpty());
  EXPECT_EQ(pending("").size(), 3);
}

TEST_F(ParticipantApprovalsTest, WhoDecidesMustBeNamedWithoutABooking) {
  const absl::Status unnamed = schedule_.Run(ApproveBooking, "name: 'events/concert'").status();
  EXPECT_EQ(FieldsOf(unnamed), "booking");
  EXPECT_THAT(std::string(unnamed.message()), HasSubstr("a venue or a participant"));
  EXPECT_EQ(
      FieldsOf(schedule_.Run(RefuseBooking, "name: 'events/concert' participant: 'venues/museum'")
                   .status()),
      "participant");
}

TEST_F(ParticipantApprovalsTest, WithoutAnOrganizationThereIsNobodyToApprove) {
  const absl::Status nobodys =
      schedule_
          .Run(CreateParticipant,
               "participant { title { key: 'en' value: 'A soloist' } booking_policy: "
               "BOOKING_POLICY_APPROVAL }")
          .status();
  EXPECT_EQ(FieldsOf(nobodys), "participant.booking_policy");
  EXPECT_THAT(std::string(nobodys.message()), HasSubstr("name an organization"));
  EXPECT_EQ(FieldsOf(Change("", "organization").status()), "participant.booking_policy");
  ASSERT_TRUE(Change("booking_policy: BOOKING_POLICY_OPEN", "booking_policy").ok());
  EXPECT_TRUE(Change("", "organization").ok());
}

}  // namespace
}  // namespace taqvim::schedule
