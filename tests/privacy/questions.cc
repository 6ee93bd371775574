#include "tests/privacy/questions.h"

#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/approval_requests.pb.h"
#include "taqvim/v1/change.pb.h"
#include "taqvim/v1/change_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/event_revision.pb.h"
#include "taqvim/v1/occupancy.pb.h"
#include "taqvim/v1/occurrence.pb.h"
#include "taqvim/v1/slot.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::privacy {
namespace {

const std::string& One(Random& random, const std::vector<std::string>& names) {
  return names[Below(random, names.size())];
}

std::string Numbered(Random& random, std::string_view prefix, int end) {
  return absl::StrCat(std::string(prefix), Below(random, end));
}

// More often of one that is part of most conflicts than of others.
std::string Participant(Random& random, const Maker& maker) {
  return One(random, maker.Participants());
}

std::string Resource(Random& random, const Maker& maker) {
  if (Chance(random, 0.4)) return Participant(random, maker);
  return One(random, Chance(random, 0.3) ? VenueNames() : SpaceNames());
}

void FillWindow(Random& random, v1::DateWindow& window) {
  const absl::CivilDay first = absl::CivilDay(2025, 1, 25) + Below(random, 30);
  *window.mutable_first_day() = schedule::ToDate(first);
  *window.mutable_last_day() = schedule::ToDate(first + Below(random, 20));
}

template <class Request>
void FillPage(Random& random, Request& request) {
  if (Chance(random, 0.8)) request.set_page_size(1 + Below(random, 6));
}

// A generator of requests of one type.
template <class Request, class Fill>
Generator Make(Fill fill) {
  return [fill](Random& random, const Maker& maker) {
    auto request = std::make_unique<Request>();
    fill(random, maker, *request);
    return request;
  };
}

// Of requests that only name a resource, with a number that may be of none.
template <class Request>
Generator MakeGet(std::string_view prefix, int end) {
  return Make<Request>([prefix, end](Random& random, const Maker&, Request& request) {
    request.set_name(Numbered(random, prefix, end));
  });
}

template <class Request>
Generator MakeList() {
  return Make<Request>([](Random& random, const Maker&, Request& request) {
    FillPage(random, request);
    if constexpr (requires { request.set_parent(std::string()); }) {
      request.set_parent(Chance(random, 0.2) ? "venues/-" : Numbered(random, "venues/v", 4));
    }
  });
}

template <class Request>
Generator MakeEmpty() {
  return Make<Request>([](Random&, const Maker&, Request&) {});
}

template <class Request>
Generator MakeNamed() {
  return Make<Request>([](Random& random, const Maker& maker, Request& request) {
    request.set_name(One(random, maker.EventNames()));
  });
}

void FillNames(Random& random, const Maker& maker, v1::BatchGetEventsRequest& request) {
  std::set<std::string> names;
  for (int i = Below(random, 6); i >= 0; --i) names.insert(One(random, maker.EventNames()));
  for (const std::string& name : names) request.add_names(name);
}

void FillFilter(Random& random, const Maker& maker, v1::EventFilter& filter) {
  const auto some = [&] { return Chance(random, 0.15); };
  if (some()) filter.add_kinds(static_cast<v1::EventKind>(1 + Below(random, v1::EventKind_MAX)));
  if (some()) filter.add_states(static_cast<v1::EventState>(1 + Below(random, 4)));
  if (some()) filter.set_programme(Numbered(random, "events/programme", 2));
  if (some()) filter.add_venues(One(random, VenueNames()));
  if (some()) filter.add_spaces(One(random, SpaceNames()));
  if (some()) filter.add_organizations(Numbered(random, "organizations/o", 4));
  if (some()) filter.add_participants(Participant(random, maker));
  if (some()) filter.add_countries(Chance(random, 0.5) ? "KZ" : "DE");
  if (some()) FillWindow(random, *filter.mutable_window());
  // What is hidden of titles, themes and honourees, and what is shown of stops.
  constexpr const char* kTexts[] = {"Gala", "n1", "POET", "city", "City1"};
  if (some()) filter.set_text(kTexts[Below(random, std::size(kTexts))]);
  if (some()) filter.set_external_id(Numbered(random, "crm/", 20));
  if (some()) filter.set_apply_set(Numbered(random, "set-", 5));
  if (some()) filter.set_agreement(Numbered(random, "agreements/a", 2));
  if (some()) filter.add_hosts(One(random, maker.EventNames()));
}

void FillListEvents(Random& random, const Maker& maker, v1::ListEventsRequest& request) {
  FillPage(random, request);
  if (Chance(random, 0.9)) FillFilter(random, maker, *request.mutable_filter());
}

template <class Request>
void FillInterest(Random& random, const Maker& maker, Request& request) {
  request.set_include_before(Chance(random, 0.5));
  if (Chance(random, 0.5)) request.mutable_filter()->add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  if (Chance(random, 0.5)) FillFilter(random, maker, *request.mutable_filter()->mutable_events());
}

void FillChanges(Random& random, const Maker& maker, v1::ListChangesRequest& request) {
  request.set_after_revision_token(maker.Beginning());
  request.set_page_size(20 + Below(random, 200));
  FillInterest(random, maker, request);
}

// With a snapshot, after any revision, or from now on.
void FillWatch(Random& random, const Maker& maker, v1::WatchChangesRequest& request) {
  const int beginning = Below(random, 5);
  if (beginning < 2) request.set_snapshot(true);
  if (beginning == 2) request.set_after_revision_token(maker.Beginning());
  if (beginning == 3) request.set_after_revision_token(maker.AnyToken(random));
  FillInterest(random, maker, request);
}

// Of one event, or of all that match.
void FillOccurrences(Random& random, const Maker& maker, v1::ListOccurrencesRequest& request) {
  FillPage(random, request);
  if (Chance(random, 0.3)) {
    request.set_name(One(random, maker.EventNames()));
    if (Chance(random, 0.5)) FillWindow(random, *request.mutable_window());
    return;
  }
  FillWindow(random, *request.mutable_window());
  if (Chance(random, 0.8)) FillFilter(random, maker, *request.mutable_filter());
  request.mutable_filter()->clear_window();
}

void FillRevisions(Random& random, const Maker& maker, v1::ListEventRevisionsRequest& request) {
  request.set_name(One(random, maker.EventNames()));
  FillPage(random, request);
}

void FillPending(Random& random, const Maker& maker, v1::ListPendingBookingsRequest& request) {
  FillPage(random, request);
  if (Chance(random, 0.4)) request.set_venue(One(random, VenueNames()));
  if (Chance(random, 0.3)) request.set_participant(Participant(random, maker));
}

void FillOccupancy(Random& random, const Maker& maker, v1::QueryOccupancyRequest& request) {
  for (int i = Below(random, 4); i >= 0; --i) request.add_resources(Resource(random, maker));
  FillWindow(random, *request.mutable_window());
  if (Chance(random, 0.3)) {
    request.add_kinds(static_cast<v1::OccupancyKind>(1 + Below(random, 3)));
  }
  FillPage(random, request);
}

void FillConflicts(Random& random, const Maker& maker, v1::ListConflictsRequest& request) {
  const int about = Below(random, 3);
  if (about == 0) request.add_resources(Resource(random, maker));
  if (about == 1) request.set_event(One(random, maker.EventNames()));
  if (Chance(random, 0.2)) {
    request.add_kinds(static_cast<v1::ConflictKind>(1 + Below(random, v1::ConflictKind_MAX)));
  }
  if (Chance(random, 0.3)) FillWindow(random, *request.mutable_window());
  FillPage(random, request);
}

void FillItem(Random& random, const Maker& maker, v1::SlotItem& item) {
  if (Chance(random, 0.8)) {
    item.mutable_duration()->set_seconds(3600 * (1 + Below(random, 4)));
  } else {
    item.set_days(1 + Below(random, 3));
  }
  if (Chance(random, 0.5)) {
    item.add_spaces(One(random, SpaceNames()));
  } else {
    item.add_venues(One(random, VenueNames()));
  }
  for (int i = Below(random, 6); i > 0; --i) item.add_participants(Participant(random, maker));
}

void FillSlots(Random& random, const Maker& maker, v1::FindSlotsRequest& request) {
  for (int i = Below(random, 2); i >= 0; --i) FillItem(random, maker, *request.add_items());
  FillWindow(random, *request.mutable_window());
  request.set_avoid_holds(Chance(random, 0.3));
  request.set_one_a_day(Chance(random, 0.3));
  FillPage(random, request);
}

// A new event of theirs, in a place and at a time at which others may be.
void FillWrite(Random& random, int number, v1::EventWrite& write) {
  v1::CreateEventRequest& create = *write.mutable_create();
  create.set_event_id(absl::StrCat("new", number));
  v1::Event& event = *create.mutable_event();
  (*event.mutable_title())["en"] = "New";
  event.set_owner(kTheirs);
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + Below(random, 15);
  v1::DatedPeriod& dated = *event.mutable_period()->mutable_dated();
  *dated.mutable_first_day() = *dated.mutable_last_day() = schedule::ToDate(day);
  event.add_bookings()->set_space(One(random, SpaceNames()));
}

void FillCheck(Random& random, const Maker&, v1::CheckEventsRequest& request) {
  for (int i = Below(random, 3); i >= 0; --i) {
    FillWrite(random, i, *request.add_writes());
    if (Chance(random, 0.5)) continue;
    request.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/new", i));
  }
  FillPage(random, request);
}

// What is asked of a venue, a space or a programme to become, as a dry run: what it
// answers of others' events depends on nothing hidden.
void FillHours(Random& random, const Maker& maker, v1::UpdateVenueRequest& request) {
  request.set_validate_only(true);
  *request.mutable_venue() = maker.FindVenue(One(random, VenueNames()));
  v1::Venue& venue = *request.mutable_venue();
  if (Chance(random, 0.3)) venue.set_city(Numbered(random, "City", 4));
  venue.clear_opening_hours();
  for (int day = 1; day <= 7; ++day) {
    v1::OpeningHours& hours = *venue.add_opening_hours();
    hours.set_day(static_cast<google::type::DayOfWeek>(day));
    hours.mutable_open()->set_hours(10 + Below(random, 4));
    hours.mutable_close()->set_hours(14 + Below(random, 6));
  }
  for (const char* path : {"city", "opening_hours"}) {
    request.mutable_update_mask()->add_paths(path);
  }
}

void FillSeats(Random& random, const Maker& maker, v1::UpdateSpaceRequest& request) {
  request.set_validate_only(true);
  *request.mutable_space() = maker.FindSpace(One(random, SpaceNames()));
  request.mutable_space()->set_seats(1 + Below(random, 200));
  request.mutable_update_mask()->add_paths("seats");
}

void FillClosed(Random& random, v1::Closure& closure) {
  const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + Below(random, 15);
  v1::DatedPeriod& dated = *closure.mutable_period()->mutable_dated();
  *dated.mutable_first_day() = schedule::ToDate(day);
  *dated.mutable_last_day() = schedule::ToDate(day + Below(random, 8));
}

void FillClosure(Random& random, const Maker&, v1::CreateClosureRequest& request) {
  request.set_validate_only(true);
  request.set_parent(One(random, VenueNames()));
  request.set_closure_id("other");
  FillClosed(random, *request.mutable_closure());
}

void FillMovedClosure(Random& random, const Maker& maker, v1::UpdateClosureRequest& request) {
  request.set_validate_only(true);
  *request.mutable_closure() = maker.AnyClosure(random);
  if (request.closure().name().empty()) request.mutable_closure()->set_name("venues/v0/closures/c");
  FillClosed(random, *request.mutable_closure());
  request.mutable_update_mask()->add_paths("period");
}

// Another term, so that it is a proposal: what is confirmed under it may be closed to them.
void FillTerm(Random& random, const Maker& maker, v1::UpdateAgreementRequest& request) {
  request.set_validate_only(true);
  *request.mutable_agreement() = maker.FindAgreement(Numbered(random, "agreements/a", 2));
  *request.mutable_agreement()->mutable_last_day() =
      schedule::ToDate(absl::CivilDay(2030, 1, 1) + Below(random, 100));
  request.mutable_update_mask()->add_paths("last_day");
}

// The programmes are theirs, and events that are closed to them may belong to them.
void FillStops(Random& random, const Maker& maker, v1::UpdateEventRequest& request) {
  *request.mutable_event() = maker.FindProgramme(Numbered(random, "events/programme", 2));
  auto& stops = *request.mutable_event()->mutable_culture_days()->mutable_stops();
  stops.Clear();
  v1::Stop& stop = *stops.Add();
  stop.set_city(Numbered(random, "City", 4));
  const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + Below(random, 15);
  *stop.mutable_first_day() = schedule::ToDate(day);
  *stop.mutable_last_day() = schedule::ToDate(day + Below(random, 5));
  request.mutable_update_mask()->add_paths("culture_days.stops");
}

void FillChange(Random& random, const Maker& maker, v1::UpdateEventRequest& request) {
  request.set_validate_only(true);
  FillStops(random, maker, request);
}

void FillCreation(Random& random, const Maker&, v1::CreateEventRequest& request) {
  v1::EventWrite write;
  FillWrite(random, 0, write);
  request = write.create();
  request.set_validate_only(true);
}

void FillBatch(Random& random, const Maker& maker, v1::BatchWriteEventsRequest& request) {
  request.set_validate_only(true);
  for (int i = Below(random, 3); i >= 0; --i) FillWrite(random, i, *request.add_writes());
  if (Chance(random, 0.5)) FillStops(random, maker, *request.add_writes()->mutable_update());
}

// Of a programme, which is theirs.
template <class Request>
Generator MakeOfProgramme() {
  return Make<Request>([](Random& random, const Maker&, Request& request) {
    request.set_validate_only(true);
    request.set_name(Numbered(random, "events/programme", 2));
  });
}

}  // namespace

const std::map<std::string, Generator>& Generators() {
  static const auto& generators = *new std::map<std::string, Generator>{
      {"taqvim.v1.AccessService.GetGrant", MakeGet<v1::GetGrantRequest>("grants/g", 2)},
      {"taqvim.v1.AccessService.ListGrants", MakeList<v1::ListGrantsRequest>()},
      {"taqvim.v1.AccessService.ListAccessTokens", MakeList<v1::ListAccessTokensRequest>()},
      {"taqvim.v1.AccessService.GetCaller", MakeEmpty<v1::GetCallerRequest>()},
      {"taqvim.v1.ChangeService.ListChanges", Make<v1::ListChangesRequest>(FillChanges)},
      {"taqvim.v1.ChangeService.WatchChanges", Make<v1::WatchChangesRequest>(FillWatch)},
      {"taqvim.v1.DirectoryService.GetOrganization",
       MakeGet<v1::GetOrganizationRequest>("organizations/o", 5)},
      {"taqvim.v1.DirectoryService.ListOrganizations", MakeList<v1::ListOrganizationsRequest>()},
      {"taqvim.v1.DirectoryService.GetParticipant",
       MakeGet<v1::GetParticipantRequest>("participants/q", 5)},
      {"taqvim.v1.DirectoryService.ListParticipants", MakeList<v1::ListParticipantsRequest>()},
      {"taqvim.v1.DirectoryService.GetAgreement",
       MakeGet<v1::GetAgreementRequest>("agreements/a", 3)},
      {"taqvim.v1.DirectoryService.ListAgreements", MakeList<v1::ListAgreementsRequest>()},
      {"taqvim.v1.DirectoryService.UpdateAgreement", Make<v1::UpdateAgreementRequest>(FillTerm)},
      {"taqvim.v1.EventService.GetEvent", MakeNamed<v1::GetEventRequest>()},
      {"taqvim.v1.EventService.BatchGetEvents", Make<v1::BatchGetEventsRequest>(FillNames)},
      {"taqvim.v1.EventService.ListEvents", Make<v1::ListEventsRequest>(FillListEvents)},
      {"taqvim.v1.EventService.ListOccurrences", Make<v1::ListOccurrencesRequest>(FillOccurrences)},
      {"taqvim.v1.EventService.ListEventRevisions",
       Make<v1::ListEventRevisionsRequest>(FillRevisions)},
      {"taqvim.v1.EventService.ListPendingBookings",
       Make<v1::ListPendingBookingsRequest>(FillPending)},
      {"taqvim.v1.EventService.CheckEvents", Make<v1::CheckEventsRequest>(FillCheck)},
      {"taqvim.v1.EventService.CreateEvent", Make<v1::CreateEventRequest>(FillCreation)},
      {"taqvim.v1.EventService.UpdateEvent", Make<v1::UpdateEventRequest>(FillChange)},
      {"taqvim.v1.EventService.ConfirmEvent", MakeOfProgramme<v1::ConfirmEventRequest>()},
      {"taqvim.v1.EventService.CancelEvent", MakeOfProgramme<v1::CancelEventRequest>()},
      {"taqvim.v1.EventService.ApproveBooking", MakeOfProgramme<v1::ApproveBookingRequest>()},
      {"taqvim.v1.EventService.BatchWriteEvents", Make<v1::BatchWriteEventsRequest>(FillBatch)},
      {"taqvim.v1.ScheduleService.QueryOccupancy", Make<v1::QueryOccupancyRequest>(FillOccupancy)},
      {"taqvim.v1.ScheduleService.ListConflicts", Make<v1::ListConflictsRequest>(FillConflicts)},
      {"taqvim.v1.ScheduleService.FindSlots", Make<v1::FindSlotsRequest>(FillSlots)},
      {"taqvim.v1.VenueService.GetVenue", MakeGet<v1::GetVenueRequest>("venues/v", 4)},
      {"taqvim.v1.VenueService.ListVenues", MakeList<v1::ListVenuesRequest>()},
      {"taqvim.v1.VenueService.GetSpace", MakeGet<v1::GetSpaceRequest>("venues/v0/spaces/s", 2)},
      {"taqvim.v1.VenueService.ListSpaces", MakeList<v1::ListSpacesRequest>()},
      {"taqvim.v1.VenueService.UpdateVenue", Make<v1::UpdateVenueRequest>(FillHours)},
      {"taqvim.v1.VenueService.UpdateSpace", Make<v1::UpdateSpaceRequest>(FillSeats)},
      {"taqvim.v1.VenueService.CreateClosure", Make<v1::CreateClosureRequest>(FillClosure)},
      {"taqvim.v1.VenueService.UpdateClosure", Make<v1::UpdateClosureRequest>(FillMovedClosure)},
      {"taqvim.v1.VenueService.GetClosure",
       MakeGet<v1::GetClosureRequest>("venues/v0/closures/c", 5)},
      {"taqvim.v1.VenueService.ListClosures", MakeList<v1::ListClosuresRequest>()},
  };
  return generators;
}

}  // namespace taqvim::privacy
