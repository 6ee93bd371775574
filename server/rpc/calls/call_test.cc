// What a client sees of a call.
#include "server/rpc/calls/call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/server_fixture.h"
#include "server/schedule/testing/from_text.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::kCreateOrganization;
using testing::kGetOrganization;
using ::testing::Not;

class CallTest : public testing::ServerFixture {
 protected:
  v1::CreateOrganizationResponse Created(const testing::Outcome& outcome) {
    EXPECT_TRUE(outcome.status.ok()) << outcome.status.error_message();
    v1::CreateOrganizationResponse response;
    EXPECT_TRUE(response.ParseFromString(outcome.response));
    return response;
  }

  int64_t RevisionOf(const std::string& token) {
    auto revision = RevisionTokens(sqlite_->store_id()).Decode(token);
    EXPECT_TRUE(revision.ok()) << revision.status();
    return revision.ok() ? revision->number : -1;
  }
};

TEST_F(CallTest, OfEveryMethodWithGarbageIsRefusedAsMalformed) {
  for (const Method& method : ContractMethods()) {
    const auto outcome = Call(method.name, "\xff\xff\xff\xff");
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << method.name;
    EXPECT_EQ(outcome.Reason(), "MALFORMED_REQUEST") << method.name;
  }
}

TEST_F(CallTest, OfEveryMethodWithNothingSaysExactlyOneReasonOrAnswers) {
  for (const Method& method : ContractMethods()) {
    // A stream has no end.
    if (method.watches) continue;
    const auto outcome = Call(method.name, "");
    EXPECT_NE(outcome.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << method.name;
    if (outcome.status.ok()) continue;
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << method.name;
    EXPECT_EQ(outcome.Reason(), "INVALID_FIELD") << method.name;
  }
}

TEST_F(CallTest, OfAnUnknownMethodIsUnimplemented) {
  EXPECT_EQ(Call("taqvim.v1.EventService.Nothing", "").status.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(CallTest, WithInvalidUtf8NamesTheField) {
  auto request = Organization("library");
  request.mutable_organization()->set_city("Baku!");
  std::string bytes = request.SerializeAsString();
  bytes.replace(bytes.find("Baku!"), 5, "Bak\xfc!");
  const auto outcome = Call(kCreateOrganization, bytes);
  EXPECT_EQ(outcome.Reason(), "MALFORMED_REQUEST");
  EXPECT_EQ(outcome.Field(), "organization.city");
}

TEST_F(CallTest, WithAnUnknownFieldIsRefused) {
  auto request = Organization("library");
  auto* organization = request.mutable_organization();
  organization->GetReflection()->MutableUnknownFields(organization)->AddVarint(99, 1);
  const auto outcome = CreateOrganization(request);
  EXPECT_EQ(outcome.Reason(), "INVALID_FIELD");
  EXPECT_EQ(outcome.Field(), "organization");
  EXPECT_THAT(outcome.status.error_message(), HasSubstr("99"));
  EXPECT_EQ(Organizations(), 0);
}

TEST_F(CallTest, ThatWritesAnswersWithItsRevisionAndReadsStandForTheNewest) {
  EXPECT_EQ(RevisionOf(Created(CreateOrganization(Organization("one"))).revision_token()), 1);
  EXPECT_EQ(RevisionOf(Created(CreateOrganization(Organization("two"))).revision_token()), 2);
  v1::GetOrganizationRequest get;
  get.set_name("organizations/one");
  v1::GetOrganizationResponse response;
  ASSERT_TRUE(response.ParseFromString(Call(kGetOrganization, get.SerializeAsString()).response));
  EXPECT_EQ(response.organization().name(), "organizations/one");
  EXPECT_EQ(RevisionOf(response.revision_token()), 2);
}

TEST_F(CallTest, WithTheSameRequestIdIsAnsweredTheSameAndDoneOnce) {
  auto request = Organization("");
  request.set_request_id("request-0001");
  const auto first = Created(CreateOrganization(request));
  const auto second = Created(CreateOrganization(request));
  EXPECT_EQ(first.organization().name(), second.organization().name());
  EXPECT_EQ(first.revision_token(), second.revision_token());
  EXPECT_EQ(Organizations(), 1);
}

TEST_F(CallTest, WithTheRequestIdOfAnotherRequestIsRefused) {
  auto request = Organization("one");
  request.set_request_id("request-0001");
  Created(CreateOrganization(request));
  request.set_organization_id("two");
  const auto outcome = CreateOrganization(request);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(outcome.Reason(), "REQUEST_ID_REUSED");
  EXPECT_EQ(outcome.Field(), "request_id");
}

// What a request id stands for are the bytes that were sent.
TEST_F(CallTest, IsStoredInItsNormalFormAndReplayedByWhatWasSent) {
  auto request = Organization("library");
  request.set_request_id("request-0001");
  (*request.mutable_organization()->mutable_title())["uz-cyrl"] = "Kutubxona";
  const auto first = Created(CreateOrganization(request));
  EXPECT_EQ(first.organization().title().count("uz-Cyrl"), 1);
  EXPECT_EQ(first.organization().title().count("uz-cyrl"), 0);
  EXPECT_EQ(Created(CreateOrganization(request)).revision_token(), first.revision_token());
  *request.mutable_organization()->mutable_title() = first.organization().title();
  EXPECT_EQ(CreateOrganization(request).Reason(), "REQUEST_ID_REUSED");
}

TEST_F(CallTest, ThatOnlyValidatesWritesNothingAndKeepsNoRequestId) {
  auto request = Organization("one");
  request.set_request_id("request-0001");
  request.set_validate_only(true);
  EXPECT_EQ(RevisionOf(Created(CreateOrganization(request)).revision_token()), 0);
  EXPECT_EQ(Organizations(), 0);
  request.set_validate_only(false);
  EXPECT_EQ(RevisionOf(Created(CreateOrganization(request)).revision_token()), 1);
}

TEST_F(CallTest, ForWhatDoesNotExistIsNotFoundWithItsName) {
  v1::GetOrganizationRequest get;
  get.set_name("organizations/nobody");
  const auto outcome = Call(kGetOrganization, get.SerializeAsString());
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(outcome.Reason(), "RESOURCE_NOT_FOUND");
}

// What the store says of a defect of ours is not the caller's fault.
TEST_F(CallTest, ThatMeetsADefectIsToldSoAndTheLogHasTheCause) {
  store_->RefuseWrites(absl::InvalidArgumentError("A claim must end after its start."));
  const auto outcome = CreateOrganization(Organization("library"));
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(outcome.Reason(), "INTERNAL");
  EXPECT_EQ(outcome.status.error_message().find("claim"), std::string::npos);
  AwaitLog("A claim must end after its start.");
  EXPECT_THAT(log_lines(), Contains(AllOf(HasSubstr(" error: "), HasSubstr("reason=INTERNAL"))));
}

TEST_F(CallTest, ThatTheStoreRefusesIsToldWhatToDo) {
  const struct {
    storage::Refusal refusal;
    grpc::StatusCode code;
    const char* reason;
  } cases[] = {
      {storage::Refusal::kWriteTooLarge, grpc::StatusCode::INVALID_ARGUMENT, "WRITE_TOO_LARGE"},
      {storage::Refusal::kReadTooLong, grpc::StatusCode::RESOURCE_EXHAUSTED, "READ_TOO_LARGE"},
      {storage::Refusal::kTooCostly, grpc::StatusCode::RESOURCE_EXHAUSTED, "TOO_COSTLY"},
      {storage::Refusal::kClosing, grpc::StatusCode::UNAVAILABLE, "SHUTTING_DOWN"},
  };
  for (const auto& [refusal, code, reason] : cases) {
    store_->RefuseWrites(storage::Refused(refusal, "no"));
    const auto outcome = CreateOrganization(Organization("library"));
    EXPECT_EQ(outcome.status.error_code(), code) << reason;
    EXPECT_EQ(outcome.Reason(), reason);
  }
}

// A venue of many rooms, and a series that takes them all every day.
TEST_F(CallTest, ThatTakesMoreClaimsThanARequestMayIsToldWhatToLeaveOut) {
  CreateOrganization(Organization("library"));
  v1::CreateVenueRequest venue;
  venue.set_venue_id("palace");
  *venue.mutable_venue() = schedule::FromText<v1::Venue>(
      "title { key: 'en' value: 'A palace' } country: 'KZ' city: 'Astana' "
      "time_zone: 'Asia/Almaty'");
  Call("taqvim.v1.VenueService.CreateVenue", venue.SerializeAsString());
  for (int i = 0; i < 24; ++i) {
    v1::CreateSpaceRequest room;
    room.set_parent("venues/palace");
    (*room.mutable_space()->mutable_title())["en"] = "A room";
    Call("taqvim.v1.VenueService.CreateSpace", room.SerializeAsString());
  }
  const absl::CivilDay next = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 2;
  const std::string day =
      absl::StrCat("year: ", next.year(), " month: ", next.month(), " day: ", next.day());
  v1::CheckEventsRequest check;
  for (int i = 0; i < 20; ++i) {
    *check.add_writes()->mutable_create()->mutable_event() = schedule::FromText<v1::Event>(
        absl::StrCat("title { key: 'en' value: 'A course' } owner: 'organizations/library' "
                     "activity { form: ACTIVITY_FORM_TALK } bookings { venue: 'venues/palace' } "
                     "recurrence { rule: 'FREQ=DAILY;COUNT=400' } period { timed { start { ",
                     day, " hours: 18 } end { ", day, " hours: 20 } } }"));
  }
  const auto outcome = Call("taqvim.v1.EventService.CheckEvents", check.SerializeAsString());
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED)
      << outcome.status.error_message();
  EXPECT_EQ(outcome.Reason(), "TOO_COSTLY");
  EXPECT_THAT(outcome.status.error_message(), HasSubstr("fewer series"));
}

// Some hundred holds, each with the longest title that an event may have, are
// worth knowing to who holds the same.
TEST_F(CallTest, WithMoreToTellThanAnAnswerHoldsIsCutAndReplayedAsItWas) {
  CreateOrganization(Organization("library"));
  v1::CreateParticipantRequest choir;
  choir.set_participant_id("choir");
  (*choir.mutable_participant()->mutable_title())["en"] = "Choir";
  ASSERT_TRUE(
      Call("taqvim.v1.DirectoryService.CreateParticipant", choir.SerializeAsString()).status.ok());
  v1::CreateEventRequest hold;
  v1::Event& event = *hold.mutable_event();
  for (const char* language : {"ar", "az", "de", "en", "es", "fa", "fr", "hy", "it", "ja",
                               "ka", "kk", "ko", "ky", "mn", "pl", "ru", "tg", "tr", "uz"}) {
    (*event.mutable_title())[language] = std::string(500, 't');
  }
  event.set_owner("organizations/library");
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  v1::DatedPeriod& dated = *event.mutable_period()->mutable_dated();
  for (auto* day : {dated.mutable_first_day(), dated.mutable_last_day()}) {
    day->set_year(2099);
    day->set_month(5);
    day->set_day(4);
  }
  event.add_bookings()->set_participant("participants/choir");
  event.mutable_bookings(0)->set_time_zone("Asia/Baku");
  constexpr int kHolds = 250;
  v1::CreateEventResponse response;
  std::string last;
  for (int i = 0; i <= kHolds; ++i) {
    hold.set_request_id(absl::StrCat("request-", i));
    const auto outcome = Call("taqvim.v1.EventService.CreateEvent", hold.SerializeAsString());
    ASSERT_TRUE(outcome.status.ok()) << outcome.status.error_message();
    last = outcome.response;
  }
  ASSERT_TRUE(response.ParseFromString(last));
  EXPECT_EQ(response.advisory_total(), kHolds);
  EXPECT_LT(response.advisories_size(), kHolds);
  EXPECT_GT(response.advisories_size(), 100);
  EXPECT_LE(response.ByteSizeLong() - response.event().ByteSizeLong(), 2 << 20);
  EXPECT_EQ(Call("taqvim.v1.EventService.CreateEvent", hold.SerializeAsString()).response, last);
}

TEST_F(CallTest, WhoseDeadlinePassesInTheQueueIsNotBegun) {
  store_->CloseGate();
  testing::Outcome outcome;
  std::thread caller([&] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
    outcome = Call(kCreateOrganization, Organization("late").SerializeAsString(), context);
  });
  store_->AwaitWaiting(1);
  store_->OpenGate(absl::Hours(2));
  caller.join();
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(outcome.Reason(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(Organizations(), 0);
}

TEST_F(CallTest, ThatIsCancelledInTheQueueIsNotBegun) {
  store_->CloseGate();
  grpc::ClientContext context;
  testing::Outcome outcome;
  std::thread caller([&] {
    outcome = Call(kCreateOrganization, Organization("gone").SerializeAsString(), context);
  });
  store_->AwaitWaiting(1);
  context.TryCancel();
  caller.join();
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::CANCELLED);
  // Until the cancellation has arrived, on the connection that these calls use too.
  while (!store_->FirstIsCancelled()) EXPECT_EQ(Organizations(), 0);
  store_->OpenGate();
  AwaitLog("reason=CANCELLED");
  EXPECT_EQ(Organizations(), 0);
}

TEST_F(CallTest, ThatIsCancelledWhileItIsAnsweredEndsOnce) {
  for (int round = 0; round < 200; ++round) {
    grpc::ClientContext context;
    std::thread canceller([&context] { context.TryCancel(); });
    const auto outcome =
        Call(kCreateOrganization, Organization("r" + std::to_string(round)).SerializeAsString(),
             context);
    canceller.join();
    EXPECT_TRUE(outcome.status.ok() || outcome.status.error_code() == grpc::StatusCode::CANCELLED);
  }
}

TEST_F(CallTest, IsLoggedWithWhatItWasAndHowItEnded) {
  auto request = Organization("one");
  request.set_request_id("request-0001");
  CreateOrganization(request);
  EXPECT_THAT(log_lines(),
              Contains(::testing::AllOf(
                  HasSubstr("method=taqvim.v1.DirectoryService.CreateOrganization code=OK"),
                  HasSubstr("principal=anonymous request_id=request-0001 revision=1 duration_us="),
                  HasSubstr("peer=ipv4:127.0.0.1:"))));
  CreateOrganization(Organization("one"));
  EXPECT_THAT(log_lines(), Contains(::testing::AllOf(HasSubstr(" info: Refused a call."),
                                                     HasSubstr("code=ALREADY_EXISTS"),
                                                     HasSubstr("reason=RESOURCE_EXISTS"))));
}

TEST_F(CallTest, IsLoggedWithTheTraceThatItIsAPartOf) {
  grpc::ClientContext traced;
  traced.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  Call(kGetOrganization, "", traced);
  AwaitLog("trace_id=0af7651916cd43dd8448eb211c80319c parent_id=b7ad6b7169203331");
}

TEST_F(CallTest, IsOfNoTraceWhereItsCallerTalksNonsense) {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  grpc::ClientContext nonsense, twice;
  nonsense.AddMetadata("traceparent", "trace_id=forged");
  twice.AddMetadata("traceparent", trace);
  twice.AddMetadata("traceparent", trace);
  Call(kGetOrganization, "", nonsense);
  Call(kGetOrganization, "", twice);
  for (const std::string& line : log_lines()) {
    EXPECT_THAT(line, Not(AnyOf(HasSubstr("trace_id"), HasSubstr("forged")))) << line;
  }
}

}  // namespace
}  // namespace taqvim::rpc
