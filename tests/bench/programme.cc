#include "tests/bench/programme.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "client/request_id.h"

namespace taqvim::bench {
namespace {

constexpr int kSpacesPerVenue = Programme::kSpaces / Programme::kVenues;

std::string VenueId(int venue) { return absl::StrCat("palace-of-arts-", venue); }

std::string ParticipantId(int participant) { return absl::StrFormat("ensemble-%04d", participant); }

std::string ParticipantName(int participant) {
  return "participants/" + ParticipantId(participant);
}

std::vector<std::string> Names(int count, std::string (*name)(int)) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(name(i));
  return names;
}

void Require(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "the bench cannot enter its venues: %s\n", status.error_message().c_str());
  std::abort();
}

// Calls a unary method and requires success.
template <class Stub, class Request, class Response>
void Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
          const Request& request) {
  grpc::ClientContext context;
  Response response;
  Require((stub.*method)(&context, request, &response));
}

void EnterVenues(v1::VenueService::Stub& stub) {
  for (int i = 0; i < Programme::kVenues; ++i) {
    v1::CreateVenueRequest request;
    request.set_venue_id(VenueId(i));
    (*request.mutable_venue()->mutable_title())["en"] = "Palace of Arts";
    request.mutable_venue()->set_country("UZ");
    request.mutable_venue()->set_city("Tashkent");
    request.mutable_venue()->set_time_zone("Asia/Tashkent");
    Call(stub, &v1::VenueService::Stub::CreateVenue, request);
  }
  for (int i = 0; i < Programme::kSpaces; ++i) {
    v1::CreateSpaceRequest request;
    request.set_parent("venues/" + VenueId(i / kSpacesPerVenue));
    request.set_space_id(absl::StrFormat("hall-%03d", i));
    (*request.mutable_space()->mutable_title())["en"] = "Hall";
    request.mutable_space()->set_seats(300);
    Call(stub, &v1::VenueService::Stub::CreateSpace, request);
  }
}

// What all concerts share is filled in once a message; making a request must
// cost little beside sending it.
void FillShared(v1::Event& event) {
  event.set_owner(Programme::kOwner);
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  event.mutable_period()->mutable_timed();
  event.add_bookings();
  event.add_bookings();
}

void FillConcert(uint64_t number, v1::Event& event) {
  const int space = static_cast<int>(number % Programme::kSpaces);
  const auto slot = static_cast<int64_t>(number / Programme::kSpaces);
  if (event.owner().empty()) FillShared(event);
  auto& title = *event.mutable_title();
  title["en"] = absl::StrCat("Gala concert of the culture days, no. ", number);
  title["uz"] = absl::StrCat("Madaniyat kunlari gala konserti, ", number);
  const absl::CivilMinute start = absl::CivilMinute(2027, 1, 1) + slot * 30;
  SetTime(start, *event.mutable_period()->mutable_timed()->mutable_start());
  SetTime(start + 30, *event.mutable_period()->mutable_timed()->mutable_end());
  static const std::vector<std::string> spaces = Names(Programme::kSpaces, Programme::SpaceName);
  static const std::vector<std::string> participants =
      Names(Programme::kParticipants, ParticipantName);
  event.mutable_bookings(0)->set_space(spaces[space]);
  const int participant = space + Programme::kSpaces * static_cast<int>(slot % 5);
  event.mutable_bookings(1)->set_participant(participants[participant]);
}

}  // namespace

std::string Programme::SpaceName(int space) {
  return absl::StrFormat("venues/%s/spaces/hall-%03d", VenueId(space / kSpacesPerVenue), space);
}

void SetTime(absl::CivilMinute minute, google::type::DateTime& time) {
  time.set_year(static_cast<int32_t>(minute.year()));
  time.set_month(minute.month());
  time.set_day(minute.day());
  time.set_hours(minute.hour());
  time.set_minutes(minute.minute());
}

void Programme::Enter(const std::shared_ptr<grpc::Channel>& channel) {
  const auto directory = v1::DirectoryService::NewStub(channel);
  v1::CreateOrganizationRequest owner;
  owner.set_organization_id("ministry-of-culture");
  (*owner.mutable_organization()->mutable_title())["en"] = "Ministry of Culture";
  owner.mutable_organization()->set_country("UZ");
  Call(*directory, &v1::DirectoryService::Stub::CreateOrganization, owner);
  const auto venues = v1::VenueService::NewStub(channel);
  EnterVenues(*venues);
  for (int i = 0; i < kParticipants; ++i) {
    v1::CreateParticipantRequest request;
    request.set_participant_id(ParticipantId(i));
    (*request.mutable_participant()->mutable_title())["en"] = "Ensemble";
    Call(*directory, &v1::DirectoryService::Stub::CreateParticipant, request);
  }
}

void Programme::NextConcert(v1::CreateEventRequest& request) {
  FillConcert(next_++, *request.mutable_event());
  request.set_request_id(client::NewRequestId(environment_));
}

void Programme::NextConfirmed(v1::BatchWriteEventsRequest& request) {
  const uint64_t number = next_++;
  while (request.writes_size() < 2) request.add_writes();
  v1::CreateEventRequest& create = *request.mutable_writes(0)->mutable_create();
  create.set_event_id(absl::StrCat("concert-", number));
  FillConcert(number, *create.mutable_event());
  request.mutable_writes(1)->mutable_confirm()->set_name("events/" + create.event_id());
  request.set_request_id(client::NewRequestId(environment_));
}

}  // namespace taqvim::bench
