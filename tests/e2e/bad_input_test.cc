// What a server answers to requests that are wrong: the reason, the field, and
// what would be right. After each it still serves, and has written nothing.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using testing::Concert;
using testing::CreateRequest;
using ::testing::HasSubstr;
using testing::IsBadField;
using testing::IsRefusal;
using testing::Space;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

v1::Event Recital() {
  return Concert("Recital", Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00");
}

v1::Event RecitalAt(const std::string& start, const std::string& end) {
  return Concert("Recital", Space("hall"), start, end);
}

class BadInput : public ::testing::Test {
 protected:
  // In Berlin clocks change: at 02:00 on 29 March 2026 to 03:00, and at 03:00
  // on 25 October to 02:00.
  BadInput() {
    testing::EnterLibrary(server_.client(), {"hall", "wing"}, "Europe/Berlin");
    before_ = Revision();
  }
  ~BadInput() override { EXPECT_EQ(Revision(), before_) << "something was written"; }

  template <class Response, class Request>
  absl::Status Send(const Request& request) {
    return server_.client().Call<Response>(request).status();
  }
  absl::Status SendCreate(const v1::Event& event, const std::string& id = "recital") {
    return Send<v1::CreateEventResponse>(CreateRequest(id, event));
  }
  absl::Status SendSpace(const std::string& id, const std::vector<std::string>& parts) {
    v1::CreateSpaceRequest request;
    request.set_parent("venues/library");
    request.set_space_id(id);
    (*request.mutable_space()->mutable_title())["en"] = "A space";
    for (const std::string& part : parts) request.mutable_space()->add_parts(part);
    return Send<v1::CreateSpaceResponse>(request);
  }
  // Sends bytes as they are to a method such as `EventService/CreateEvent`.
  absl::Status SendBytes(const std::string& method, const std::string& bytes);

  std::string Revision() {
    const auto response = server_.client().Call<v1::ListVenuesResponse>(v1::ListVenuesRequest());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->revision_token() : "";
  }

  testing::Taqvimd server_;
  std::string before_;
};

absl::Status BadInput::SendBytes(const std::string& method, const std::string& bytes) {
  grpc::GenericStub stub(testing::OwnChannel(server_.address()));
  grpc::ClientContext context;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  absl::Status result;
  absl::Notification done;
  stub.UnaryCall(&context, "/taqvim.v1." + method, grpc::StubOptions(), &request, &response,
                 [&](const grpc::Status& status) {
                   result = client::FromGrpc(status);
                   done.Notify();
                 });
  done.WaitForNotification();
  return result;
}

TEST_F(BadInput, AMalformedNameIsRefused) {
  for (const char* name : {"", "recital", "event/recital", "events/", "events/Recital",
                           "events/-recital", "events/recital/", "venues/library"}) {
    v1::GetEventRequest request;
    request.set_name(name);
    EXPECT_THAT(Send<v1::GetEventResponse>(request), IsBadField("INVALID_FIELD", "name")) << name;
  }
  auto event = Recital();
  event.mutable_bookings(0)->set_space("hall");
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.bookings[0].space"));
  EXPECT_THAT(SendCreate(Recital(), "Recital"), IsBadField("INVALID_FIELD", "event_id"));
}

TEST_F(BadInput, AnUnknownNameIsNotFound) {
  for (const auto& status : {testing::Get(server_.client(), "events/none").status(),
                             testing::Confirm(server_.client(), "events/none").status(),
                             testing::Cancel(server_.client(), "events/none").status()}) {
    EXPECT_THAT(status, IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
    EXPECT_EQ(client::DecodeError(status).resource, "events/none");
  }
}

TEST_F(BadInput, AReferenceToNothingIsRefused) {
  auto event = Recital();
  event.mutable_bookings(0)->set_space(Space("attic"));
  EXPECT_THAT(SendCreate(event), IsBadField("REFERENCE_NOT_FOUND", "event.bookings[0].space"));
  EXPECT_EQ(client::DecodeError(SendCreate(event)).resource, Space("attic"));
  event = Recital();
  event.set_owner("organizations/nobody");
  EXPECT_THAT(SendCreate(event), IsBadField("REFERENCE_NOT_FOUND", "event.owner"));
  event = Recital();
  event.set_host("events/none");
  EXPECT_THAT(SendCreate(event), IsBadField("REFERENCE_NOT_FOUND", "event.host"));
}

TEST_F(BadInput, AnEndThatIsNotAfterTheStartIsRefused) {
  EXPECT_THAT(SendCreate(RecitalAt("2036-05-01 20:00", "2036-05-01 18:00")),
              IsBadField("INVALID_FIELD", "event.period.timed.end"));
  EXPECT_THAT(SendCreate(RecitalAt("2036-05-01 20:00", "2036-05-01 20:00")),
              IsBadField("INVALID_FIELD", "event.period.timed.end"));
  EXPECT_THAT(
      SendCreate(testing::Exhibition("Backwards", Space("hall"), "2036-05-02", "2036-05-01")),
      IsBadField("INVALID_FIELD", "event.period.dated.last_day"));
}

TEST_F(BadInput, ASkippedLocalTimeIsRefusedWithBothInstantsThatItCouldBe) {
  const auto status = SendCreate(RecitalAt("2026-03-29 02:30", "2026-03-29 04:00"));
  EXPECT_THAT(status, IsBadField("LOCAL_TIME_SKIPPED", "event.period.timed.start"));
  EXPECT_THAT(MessageOf(status),
              AllOf(HasSubstr("2026-03-29T00:30:00Z"), HasSubstr("2026-03-29T01:30:00Z")));
}

TEST_F(BadInput, AnAmbiguousLocalTimeIsRefusedWithBothInstantsThatItCouldBe) {
  const auto status = SendCreate(RecitalAt("2026-10-25 01:00", "2026-10-25 02:30"));
  EXPECT_THAT(status, IsBadField("LOCAL_TIME_AMBIGUOUS", "event.period.timed.end"));
  EXPECT_THAT(MessageOf(status),
              AllOf(HasSubstr("2026-10-25T00:30:00Z"), HasSubstr("2026-10-25T01:30:00Z"),
                    HasSubstr("02:30+02:00"), HasSubstr("02:30+01:00")));
}

TEST_F(BadInput, AnAmbiguousLocalTimeWithOneOfItsOffsetsIsAccepted) {
  auto request = CreateRequest("recital", RecitalAt("2026-10-25 01:00", "2026-10-25 02:30"));
  request.set_validate_only(true);
  auto& end = *request.mutable_event()->mutable_period()->mutable_timed()->mutable_end();
  for (const int offset : {3600, 7200}) {
    end.mutable_utc_offset()->set_seconds(offset);
    EXPECT_TRUE(Send<v1::CreateEventResponse>(request).ok());
  }
  end.mutable_utc_offset()->set_seconds(5400);
  EXPECT_THAT(Send<v1::CreateEventResponse>(request),
              IsBadField("INVALID_FIELD", "event.period.timed.end.utc_offset"));
}

TEST_F(BadInput, AnUnknownZoneIsRefused) {
  auto venue = testing::FromText<v1::CreateVenueRequest>(
      "venue { title { key: 'en' value: 'Opera' } country: 'KZ' city: 'Astana' "
      "time_zone: 'Asia/Astana' }");
  EXPECT_THAT(Send<v1::CreateVenueResponse>(venue), IsBadField("INVALID_FIELD", "venue.time_zone"));
  auto event = Recital();
  event.set_time_zone("CEST");
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.time_zone"));
}

TEST_F(BadInput, AnEmptyBatchIsRefused) {
  EXPECT_THAT(Send<v1::BatchWriteEventsResponse>(v1::BatchWriteEventsRequest()),
              IsBadField("INVALID_FIELD", "writes"));
  v1::BatchWriteEventsRequest batch;
  batch.add_writes();
  EXPECT_THAT(Send<v1::BatchWriteEventsResponse>(batch), IsBadField("INVALID_FIELD", "writes[0]"));
}

TEST_F(BadInput, AnOversizedBatchIsRefused) {
  v1::BatchWriteEventsRequest batch;
  for (int i = 0; i < 5001; ++i)
    *batch.add_writes()->mutable_create() = CreateRequest("", Recital());
  EXPECT_THAT(Send<v1::BatchWriteEventsResponse>(batch), IsBadField("INVALID_FIELD", "writes"));
}

// An event of about 60 KiB.
v1::Event LargeRecital() {
  auto event = Recital();
  for (char c = 'a'; c <= 'l'; ++c) {
    (*event.mutable_description())[absl::StrCat("en-a", std::string(1, c))] =
        std::string(5000, 'x');
  }
  return event;
}

TEST_F(BadInput, AWriteOfMoreThanSixteenMebibytesIsRefused) {
  auto large = LargeRecital();
  large.clear_bookings();
  large.set_time_zone("Europe/Berlin");
  v1::BatchWriteEventsRequest cancels;
  for (int i = 0; i < 5; ++i) {
    v1::BatchWriteEventsRequest creates;
    for (int j = 0; j < 60; ++j) {
      const std::string id = absl::StrCat("large-", i, "-", j);
      *creates.add_writes()->mutable_create() = CreateRequest(id, large);
      cancels.add_writes()->mutable_cancel()->set_name("events/" + id);
    }
    ASSERT_TRUE(Send<v1::BatchWriteEventsResponse>(creates).ok());
  }
  before_ = Revision();
  EXPECT_THAT(Send<v1::BatchWriteEventsResponse>(cancels), IsBadField("WRITE_TOO_LARGE", ""));
}

TEST_F(BadInput, AMessageAboveFourMebibytesIsNotRead) {
  EXPECT_EQ(SendBytes("EventService/CreateEvent", std::string((4 << 20) + 1, 'x')).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(BadInput, ASpaceThatContainsItselfIsRefused) {
  EXPECT_THAT(SendSpace("ring", {Space("ring")}), IsBadField("INVALID_FIELD", "space.parts[0]"));
  v1::GetSpaceRequest get;
  get.set_name(Space("hall"));
  const auto hall = server_.client().Call<v1::GetSpaceResponse>(get);
  ASSERT_TRUE(hall.ok());
  v1::UpdateSpaceRequest update;
  *update.mutable_space() = hall->space();
  update.mutable_space()->add_parts(Space("hall"));
  EXPECT_THAT(Send<v1::UpdateSpaceResponse>(update), IsBadField("INVALID_FIELD", "space.parts[0]"));
}

TEST_F(BadInput, ASpaceThatContainsItselfThroughAnotherIsRefused) {
  ASSERT_TRUE(SendSpace("both", {Space("hall"), Space("wing")}).ok());
  before_ = Revision();
  v1::GetSpaceRequest get;
  get.set_name(Space("wing"));
  const auto wing = server_.client().Call<v1::GetSpaceResponse>(get);
  ASSERT_TRUE(wing.ok());
  v1::UpdateSpaceRequest update;
  *update.mutable_space() = wing->space();
  update.mutable_space()->add_parts(Space("both"));
  EXPECT_THAT(Send<v1::UpdateSpaceResponse>(update), IsBadField("INVALID_FIELD", "space.parts[0]"));
}

TEST_F(BadInput, ANegativeOrExcessiveDurationIsRefused) {
  const auto with = [](auto change) {
    auto event = Recital();
    change(*event.mutable_bookings(0));
    return event;
  };
  EXPECT_THAT(SendCreate(with([](auto& b) { b.mutable_set_up()->set_seconds(-60); })),
              IsBadField("INVALID_FIELD", "event.bookings[0].set_up"));
  EXPECT_THAT(SendCreate(with([](auto& b) { b.mutable_tear_down()->set_seconds(-1); })),
              IsBadField("INVALID_FIELD", "event.bookings[0].tear_down"));
  EXPECT_THAT(SendCreate(with([](auto& b) { b.mutable_set_up()->set_nanos(1); })),
              IsBadField("INVALID_FIELD", "event.bookings[0].set_up"));
  EXPECT_THAT(SendCreate(with([](auto& b) { b.mutable_tear_down()->set_seconds(INT64_MAX); })),
              IsBadField("INVALID_FIELD", "event.bookings[0].tear_down"));
  auto dated = testing::Exhibition("Loops", Space("hall"), "2036-05-01");
  dated.mutable_bookings(0)->set_set_up_days(-1);
  EXPECT_THAT(SendCreate(dated), IsBadField("INVALID_FIELD", "event.bookings[0].set_up_days"));
}

TEST_F(BadInput, OverlongTextIsRefused) {
  auto event = Recital();
  (*event.mutable_title())["en"] = std::string(501, 'x');
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.title[\"en\"]"));
  event = Recital();
  (*event.mutable_description())["en"] = std::string(5001, 'x');
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.description[\"en\"]"));
  EXPECT_THAT(SendCreate(Recital(), std::string(64, 'x')), IsBadField("INVALID_FIELD", "event_id"));
  auto request = CreateRequest("recital", Recital());
  request.set_request_id(std::string(65, 'x'));
  EXPECT_THAT(Send<v1::CreateEventResponse>(request), IsBadField("INVALID_FIELD", "request_id"));
}

TEST_F(BadInput, TextThatIsNotUtf8IsRefused) {
  std::string bytes = CreateRequest("recital", Recital()).SerializeAsString();
  bytes.replace(bytes.find("Recital"), 7, "Rec\xfftal");
  EXPECT_THAT(SendBytes("EventService/CreateEvent", bytes),
              IsBadField("MALFORMED_REQUEST", "event.title[\"en\"]"));
}

TEST_F(BadInput, BytesThatAreNoMessageAreRefused) {
  EXPECT_THAT(SendBytes("EventService/CreateEvent", "\xff\xff\xff\xff"),
              IsBadField("MALFORMED_REQUEST", ""));
  EXPECT_THAT(SendBytes("EventService/ListEvents", std::string(1000, '\x0b')),
              IsBadField("MALFORMED_REQUEST", ""));
}

TEST_F(BadInput, AMethodThatDoesNotExistIsUnimplemented) {
  EXPECT_EQ(SendBytes("EventService/PostponeEvent", "").code(), absl::StatusCode::kUnimplemented);
}

TEST_F(BadInput, APageTokenOfAnotherQueryIsRefused) {
  v1::ListSpacesRequest list;
  list.set_parent("venues/library");
  list.set_page_size(1);
  const auto page = server_.client().Call<v1::ListSpacesResponse>(list);
  ASSERT_TRUE(page.ok() && !page->next_page_token().empty());

  v1::ListSpacesRequest other;
  other.set_parent("venues/-");
  other.set_page_token(page->next_page_token());
  EXPECT_THAT(Send<v1::ListSpacesResponse>(other), IsBadField("INVALID_PAGE_TOKEN", "page_token"));
  v1::ListEventsRequest events;
  events.set_page_token(page->next_page_token());
  EXPECT_THAT(Send<v1::ListEventsResponse>(events), IsBadField("INVALID_PAGE_TOKEN", "page_token"));
  list.set_page_token(page->next_page_token().substr(1));
  EXPECT_THAT(Send<v1::ListSpacesResponse>(list), IsBadField("INVALID_PAGE_TOKEN", "page_token"));
  list.set_page_token("?");
  EXPECT_THAT(Send<v1::ListSpacesResponse>(list), IsBadField("INVALID_PAGE_TOKEN", "page_token"));
  list.set_page_token(page->next_page_token());
  list.set_page_size(7);
  EXPECT_TRUE(Send<v1::ListSpacesResponse>(list).ok());
}

TEST_F(BadInput, AnUnknownEnumValueIsRefused) {
  auto event = Recital();
  event.mutable_activity()->set_form(static_cast<v1::ActivityForm>(99));
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.activity.form"));
  event = Recital();
  event.set_visibility(static_cast<v1::Visibility>(-1));
  EXPECT_THAT(SendCreate(event), IsBadField("INVALID_FIELD", "event.visibility"));
  auto request = CreateRequest("recital", Recital());
  request.add_overrides(static_cast<v1::ConflictRule>(99));
  EXPECT_THAT(Send<v1::CreateEventResponse>(request), IsBadField("INVALID_FIELD", "overrides[0]"));
  v1::ListEventsRequest list;
  list.mutable_filter()->add_kinds(static_cast<v1::EventKind>(99));
  EXPECT_THAT(Send<v1::ListEventsResponse>(list), IsBadField("INVALID_FIELD", "filter.kinds[0]"));
}

TEST_F(BadInput, AnOverrideOfWhatCannotBeOverriddenIsRefused) {
  auto request = CreateRequest("recital", Recital());
  request.add_overrides(v1::CONFLICT_RULE_RESOURCE_BUSY);
  EXPECT_THAT(Send<v1::CreateEventResponse>(request), IsBadField("INVALID_FIELD", "overrides[0]"));
}

}  // namespace
}  // namespace taqvim::e2e
