#include "tests/support/bookings.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "proto/status_macros.h"
#include "taqvim/v1/directory_service.pb.h"

namespace taqvim::testing {
namespace {

constexpr char kOwner[] = "organizations/library";

google::type::DateTime Moment(const std::string& text) {
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(absl::StrCat(text.substr(0, 10), "T", text.substr(11)), &minute)) {
    ADD_FAILURE() << text << " is no local time such as 2025-10-10 18:00";
  }
  google::type::DateTime moment;
  moment.set_year(static_cast<int32_t>(minute.year()));
  moment.set_month(minute.month());
  moment.set_day(minute.day());
  moment.set_hours(minute.hour());
  moment.set_minutes(minute.minute());
  return moment;
}

v1::Event OwnedEvent(const std::string& title, const std::string& space) {
  v1::Event event;
  (*event.mutable_title())["en"] = title;
  event.set_owner(kOwner);
  v1::Booking& booking = *event.add_bookings();
  booking.set_id("hall");
  booking.set_space(space);
  return event;
}

template <class Response, class Request>
void Require(client::Client& client, const Request& request) {
  const auto response = client.Call<Response>(request);
  EXPECT_TRUE(response.ok()) << response.status() << "\n" << request.ShortDebugString();
}

// The event that a response carries.
template <class Response, class Request>
absl::StatusOr<v1::Event> EventFrom(client::Client& client, const Request& request) {
  ASSIGN_OR_RETURN(auto response, client.Call<Response>(request));
  return std::move(*response.mutable_event());
}

}  // namespace

v1::Period Timed(const std::string& start, const std::string& end) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = Moment(start);
  *period.mutable_timed()->mutable_end() = Moment(end);
  return period;
}

google::type::Date Day(const std::string& day) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) ADD_FAILURE() << day << " is no day such as 2025-10-10";
  google::type::Date date;
  date.set_year(static_cast<int32_t>(civil.year()));
  date.set_month(civil.month());
  date.set_day(civil.day());
  return date;
}

v1::Period Dated(const std::string& first_day, const std::string& last_day) {
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = Day(first_day);
  if (last_day.empty()) {
    period.mutable_dated()->set_permanent(true);
  } else {
    *period.mutable_dated()->mutable_last_day() = Day(last_day);
  }
  return period;
}

v1::Event Concert(const std::string& title, const std::string& space, const std::string& start,
                  const std::string& end) {
  v1::Event event = OwnedEvent(title, space);
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  *event.mutable_period() = Timed(start, end);
  return event;
}

v1::Event Exhibition(const std::string& title, const std::string& space,
                     const std::string& first_day, const std::string& last_day) {
  v1::Event event = OwnedEvent(title, space);
  event.mutable_exhibition();
  *event.mutable_period() = Dated(first_day, last_day);
  return event;
}

std::string Space(const std::string& id) { return absl::StrCat("venues/library/spaces/", id); }

void EnterLibrary(client::Client& client, const std::vector<std::string>& spaces,
                  const std::string& time_zone) {
  Require<v1::CreateOrganizationResponse>(client, FromText<v1::CreateOrganizationRequest>(R"(
    organization_id: "library"
    organization { title { key: "en" value: "The National Library" } country: "KZ" })"));
  auto venue = FromText<v1::CreateVenueRequest>(R"(
    venue_id: "library"
    venue { title { key: "en" value: "The National Library" } country: "KZ" city: "Astana" })");
  venue.mutable_venue()->set_time_zone(time_zone);
  Require<v1::CreateVenueResponse>(client, venue);
  for (const std::string& id : spaces) {
    v1::CreateSpaceRequest space;
    space.set_parent("venues/library");
    space.set_space_id(id);
    (*space.mutable_space()->mutable_title())["en"] = absl::StrCat("The ", id);
    Require<v1::CreateSpaceResponse>(client, space);
  }
}

void EnterParticipant(client::Client& client, const std::string& id) {
  v1::CreateParticipantRequest request;
  request.set_participant_id(id);
  (*request.mutable_participant()->mutable_title())["en"] = absl::StrCat("The ", id);
  Require<v1::CreateParticipantResponse>(client, request);
}

v1::CreateEventRequest CreateRequest(const std::string& id, const v1::Event& event) {
  v1::CreateEventRequest request;
  request.set_event_id(id);
  *request.mutable_event() = event;
  return request;
}

void AddBooked(v1::BatchWriteEventsRequest& batch, const std::string& id, const v1::Event& event) {
  *batch.add_writes()->mutable_create() = CreateRequest(id, event);
  batch.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/", id));
}

absl::StatusOr<v1::Event> Create(client::Client& client, const std::string& id,
                                 const v1::Event& event) {
  return EventFrom<v1::CreateEventResponse>(client, CreateRequest(id, event));
}

absl::StatusOr<v1::Event> Book(client::Client& client, const std::string& id,
                               const v1::Event& event) {
  v1::BatchWriteEventsRequest request;
  AddBooked(request, id, event);
  ASSIGN_OR_RETURN(auto response, client.Call<v1::BatchWriteEventsResponse>(request));
  return response.events(1);
}

absl::StatusOr<v1::Event> Confirm(client::Client& client, const std::string& name) {
  v1::ConfirmEventRequest request;
  request.set_name(name);
  return EventFrom<v1::ConfirmEventResponse>(client, request);
}

absl::StatusOr<v1::Event> Cancel(client::Client& client, const std::string& name) {
  v1::CancelEventRequest request;
  request.set_name(name);
  return EventFrom<v1::CancelEventResponse>(client, request);
}

absl::StatusOr<v1::Event> Get(client::Client& client, const std::string& name) {
  v1::GetEventRequest request;
  request.set_name(name);
  return EventFrom<v1::GetEventResponse>(client, request);
}

std::vector<v1::Event> ListAll(client::Client& client, const v1::EventFilter& filter) {
  std::vector<v1::Event> events;
  v1::ListEventsRequest request;
  *request.mutable_filter() = filter;
  request.set_page_size(1000);
  do {
    auto page = client.Call<v1::ListEventsResponse>(request);
    if (!page.ok()) {
      ADD_FAILURE() << page.status();
      return events;
    }
    for (v1::Event& event : *page->mutable_events()) events.push_back(std::move(event));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return events;
}

std::string Everything(client::Client& client) {
  std::string text;
  for (const v1::Event& event : ListAll(client)) {
    absl::StrAppend(&text, event.ShortDebugString(), "\n");
  }
  return text;
}

v1::ConflictReport ConflictsOf(const absl::Status& status) {
  return client::DecodeError(status).conflicts.value_or(v1::ConflictReport());
}

std::string FieldOf(const absl::Status& status) {
  const client::RemoteError error = client::DecodeError(status);
  return error.field_violations.empty() ? "none" : error.field_violations.front().field;
}

}  // namespace taqvim::testing
