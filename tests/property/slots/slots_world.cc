#include "tests/property/slots/slots_world.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/schedule/time/civil.h"

namespace taqvim::property {
namespace {

// Berlin and Beirut set their clocks on 30 March 2025, Beirut at midnight, New York
// on 9 March, Almaty never. Lord Howe Island puts them back by half an hour on 6
// April, and Santiago by the hour before midnight.
const absl::CivilDay kFirstDay(2025, 3, 6);
constexpr int kDays = 35;
constexpr int kEvents = 70;
constexpr int kClosures = 4;

void SetTime(absl::CivilMinute minute, google::type::DateTime& time) {
  time.set_year(static_cast<int32_t>(minute.year()));
  time.set_month(minute.month());
  time.set_day(minute.day());
  time.set_hours(minute.hour());
  time.set_minutes(minute.minute());
}

void SetTitle(google::protobuf::Map<std::string, std::string>& title) { title["en"] = "A title"; }

// An event that books what the placements say.
v1::Event EventFor(const v1::SlotPlacement& placement) {
  v1::Event event;
  SetTitle(*event.mutable_title());
  event.set_owner("organizations/owner");
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  *event.mutable_period() = placement.period();
  event.set_time_zone(placement.time_zone());
  *event.mutable_bookings() = placement.bookings();
  return event;
}

}  // namespace

template <class Method, class Request>
auto SlotsWorld::Run(Method method, const Request& request) {
  auto response = schedule_.Run(method, request);
  if (response.ok()) return *std::move(response);
  ADD_FAILURE() << response.status() << "\n" << request.DebugString();
  std::abort();
}

SlotsWorld::SlotsWorld(uint64_t seed) : schedule_(seed), random_(seed) {
  schedule_.now = absl::FromCivil(kFirstDay, absl::UTCTimeZone()) + absl::Hours(Below(100));
  v1::CreateOrganizationRequest owner;
  owner.set_organization_id("owner");
  SetTitle(*owner.mutable_organization()->mutable_title());
  owner.mutable_organization()->set_country("KZ");
  Run(schedule::CreateOrganization, owner);
  for (const char* id : {"ensemble", "soloist"}) {
    v1::CreateParticipantRequest participant;
    participant.set_participant_id(id);
    SetTitle(*participant.mutable_participant()->mutable_title());
    Run(schedule::CreateParticipant, participant);
    participants_.push_back(absl::StrCat("participants/", id));
  }
  AddVenue("library", "Asia/Almaty", "Astana");
  AddVenue("museum", "Europe/Berlin", "Berlin");
  AddVenue("opera",
           OneOf<std::string>({"America/New_York", "Asia/Beirut", "Australia/Lord_Howe",
                               "Australia/Lord_Howe", "America/Santiago", "America/Santiago"}),
           "BERLİN");
  for (int i = 0; i < kEvents; ++i) AddEvent(i);
  for (int i = 0; i < kClosures; ++i) AddClosure();
}

absl::CivilDay SlotsWorld::Day() { return kFirstDay + Below(kDays); }

void SlotsWorld::AddHours(v1::Venue& venue) {
  const int kind = Below(4);
  const auto add = [&](int day, int open, int close) {
    v1::OpeningHours& hours = *venue.add_opening_hours();
    hours.set_day(static_cast<google::type::DayOfWeek>(day));
    hours.mutable_open()->set_hours(open);
    hours.mutable_close()->set_hours(close);
  };
  for (int day = 1; day <= 7 && kind != 0; ++day) {
    if (kind == 1 && day != 7) add(day, 9 + day % 2, 18);
    if (kind == 2) add(day, 10, 13), add(day, 14, 20);
    if (kind == 3) add(day, 0, 2), add(day, 17, 24);
  }
}

void SlotsWorld::AddVenue(const std::string& id, const std::string& zone, const std::string& city) {
  v1::CreateVenueRequest request;
  request.set_venue_id(id);
  v1::Venue& venue = *request.mutable_venue();
  SetTitle(*venue.mutable_title());
  venue.set_country(city == "Astana" ? "KZ" : "DE");
  venue.set_city(city);
  venue.set_time_zone(zone);
  AddHours(venue);
  Run(schedule::CreateVenue, request);
  venues_.push_back(absl::StrCat("venues/", id));
  const std::string& name = venues_.back();
  const auto east = AddSpace(name, "east", {});
  const auto west = AddSpace(name, "west", {});
  AddSpace(name, "hall", {east, west});
  AddSpace(name, "gallery", {});
  Archive(AddSpace(name, "attic", {}));
}

// An event that was cancelled refers to the space.
void SlotsWorld::Archive(const std::string& space) {
  v1::CreateEventRequest create;
  create.set_event_id(absl::StrCat("past-", spaces_.size()));
  v1::Event& event = *create.mutable_event();
  SetTitle(*event.mutable_title());
  event.set_owner("organizations/owner");
  event.mutable_exhibition()->set_objects(1);
  *event.mutable_period()->mutable_dated()->mutable_first_day() = schedule::ToDate(kFirstDay);
  *event.mutable_period()->mutable_dated()->mutable_last_day() = schedule::ToDate(kFirstDay);
  event.add_bookings()->set_space(space);
  Run(schedule::CreateEvent, create);
  v1::CancelEventRequest cancel;
  cancel.set_name(absl::StrCat("events/", create.event_id()));
  Run(schedule::CancelEvent, cancel);
  v1::GetSpaceRequest get;
  get.set_name(space);
  v1::UpdateSpaceRequest archive;
  archive.mutable_space()->set_name(space);
  archive.mutable_space()->set_etag(Run(schedule::GetSpace, get).space().etag());
  archive.mutable_space()->set_archived(true);
  Run(schedule::UpdateSpace, archive);
  spaces_.pop_back();
}

std::string SlotsWorld::AddSpace(const std::string& venue, const std::string& id,
                                 const std::vector<std::string>& parts) {
  v1::CreateSpaceRequest request;
  request.set_parent(venue);
  request.set_space_id(id);
  SetTitle(*request.mutable_space()->mutable_title());
  request.mutable_space()->mutable_parts()->Assign(parts.begin(), parts.end());
  request.mutable_space()->set_seats(OneOf<int>({0, 40, 80, 80, 200}));
  Run(schedule::CreateSpace, request);
  spaces_.push_back(absl::StrCat(venue, "/spaces/", id));
  return spaces_.back();
}

void SlotsWorld::FillPeriod(v1::Period& period) {
  if (OneIn(4)) {
    const absl::CivilDay first = Day();
    *period.mutable_dated()->mutable_first_day() = schedule::ToDate(first);
    const absl::CivilDay last = first + Below(4);
    if (OneIn(12)) {
      period.mutable_dated()->set_permanent(true);
    } else {
      *period.mutable_dated()->mutable_last_day() = schedule::ToDate(last);
    }
    return;
  }
  const absl::CivilMinute start = absl::CivilMinute(Day()) + 15 * Below(96);
  SetTime(start, *period.mutable_timed()->mutable_start());
  SetTime(start + 15 * (1 + Below(20)), *period.mutable_timed()->mutable_end());
}

void SlotsWorld::AddClosure() {
  v1::CreateClosureRequest request;
  const std::string space = OneOf(spaces_);
  request.set_parent(space.substr(0, space.find("/spaces/")));
  if (!OneIn(4)) request.mutable_closure()->add_spaces(space);
  FillPeriod(*request.mutable_closure()->mutable_period());
  // One that never ends, or falls into a gap of the clocks, is left out.
  if (!request.closure().period().has_dated()) {
    schedule_.Run(schedule::CreateClosure, request).status().IgnoreError();
  }
}

void SlotsWorld::AddEvent(int number) {
  v1::CreateEventRequest request;
  request.set_event_id(absl::StrCat("event-", number));
  v1::Event& event = *request.mutable_event();
  SetTitle(*event.mutable_title());
  event.set_owner("organizations/owner");
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  event.set_time_zone("Asia/Almaty");
  FillPeriod(*event.mutable_period());
  v1::Booking& booking = *event.add_bookings();
  if (OneIn(12)) {
    booking.set_venue(OneOf(venues_));
  } else {
    booking.set_space(OneOf(spaces_));
  }
  if (event.period().has_timed()) booking.mutable_set_up()->set_seconds(900 * Below(5));
  if (OneIn(2)) event.add_bookings()->set_participant(OneOf(participants_));
  for (auto rule : {v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS, v1::CONFLICT_RULE_VENUE_CLOSED}) {
    request.add_overrides(rule);
  }
  // What collides is refused, which makes it a schedule without collisions.
  if (!schedule_.Run(schedule::CreateEvent, request).ok() || OneIn(3)) return;
  v1::ConfirmEventRequest confirm;
  confirm.set_name(absl::StrCat("events/", request.event_id()));
  *confirm.mutable_overrides() = request.overrides();
  confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  schedule_.Run(schedule::ConfirmEvent, confirm).status().IgnoreError();
}

v1::SlotItem SlotsWorld::Item(bool timed) {
  v1::SlotItem item;
  if (timed) {
    item.mutable_duration()->set_seconds(900 * (1 + Below(16)));
    if (OneIn(2)) item.mutable_set_up()->set_seconds(600 * Below(12));
    if (OneIn(2)) item.mutable_tear_down()->set_seconds(600 * Below(6));
  } else {
    item.set_days(1 + Below(4));
    item.set_set_up_days(Below(2));
    item.set_tear_down_days(Below(2));
  }
  if (OneIn(5)) {
    item.set_whole_venue(true);
    item.add_venues(OneOf(venues_));
  } else if (OneIn(2)) {
    item.add_cities(OneOf<std::string>({"Berlin", "berlın"}));
  } else {
    item.add_venues(OneOf(venues_));
  }
  if (!item.whole_venue() && OneIn(2)) item.set_expected_attendance(OneOf<int>({30, 60, 150}));
  if (OneIn(2)) item.add_participants(OneOf(participants_));
  return item;
}

v1::FindSlotsRequest SlotsWorld::Question() {
  v1::FindSlotsRequest request;
  const int items = OneIn(2) ? 1 : 1 + Below(4);
  for (int i = 0; i < items; ++i) *request.add_items() = Item(!OneIn(4));
  const absl::CivilDay first = Day();
  *request.mutable_window()->mutable_first_day() = schedule::ToDate(first);
  *request.mutable_window()->mutable_last_day() = schedule::ToDate(first + 3 + Below(20));
  if (OneIn(2)) request.mutable_earliest_start()->set_hours(Below(16));
  if (OneIn(3)) request.mutable_latest_end()->set_hours(18 + Below(7));
  if (OneIn(2)) request.mutable_step()->set_seconds(60 * OneOf<int>({15, 20, 45, 90}));
  if (OneIn(3)) request.mutable_min_break()->set_seconds(600 * Below(10));
  if (OneIn(4)) request.set_within_days(1 + Below(8));
  if (OneIn(3)) request.set_avoid_holds(true);
  if (OneIn(4)) request.set_one_a_day(true);
  for (int day = 1; day <= 7 && OneIn(2); ++day) {
    request.add_weekdays(static_cast<google::type::DayOfWeek>(day));
  }
  request.set_page_size(1 + Below(30));
  return request;
}

v1::FindSlotsRequest SlotsWorld::ExhaustiveQuestion() {
  v1::FindSlotsRequest request;
  const int items = OneIn(3) ? 1 : 1 + Below(3);
  for (int i = 0; i < items; ++i) {
    v1::SlotItem& item = *request.add_items() = Item(/*timed=*/!OneIn(3));
    item.clear_cities();
    item.clear_venues();
    item.add_venues(OneOf(venues_));
  }
  const absl::CivilDay first = OneIn(3) ? absl::CivilDay(2025, 3, 29) : Day();
  *request.mutable_window()->mutable_first_day() = schedule::ToDate(first);
  *request.mutable_window()->mutable_last_day() = schedule::ToDate(first + 2 + Below(2));
  if (OneIn(2)) request.mutable_earliest_start()->set_hours(Below(12));
  if (OneIn(2)) request.mutable_latest_end()->set_hours(18 + Below(7));
  if (OneIn(2)) request.mutable_step()->set_seconds(60 * OneOf<int>({20, 45, 90}));
  if (OneIn(3)) request.mutable_min_break()->set_seconds(600 * Below(10));
  if (OneIn(3)) request.set_within_days(1 + Below(3));
  for (int day = 1; day <= 7 && OneIn(2); ++day) {
    request.add_weekdays(static_cast<google::type::DayOfWeek>(day));
  }
  request.set_avoid_holds(items > 1 || OneIn(2));
  return request;
}

v1::Venue SlotsWorld::VenueNamed(const std::string& name) {
  v1::GetVenueRequest get;
  get.set_name(name);
  return Run(schedule::GetVenue, get).venue();
}

std::vector<v1::Space> SlotsWorld::SpacesOf(const std::string& venue) {
  std::vector<v1::Space> spaces;
  for (const std::string& name : spaces_) {
    if (name.substr(0, name.find("/spaces/")) != venue) continue;
    v1::GetSpaceRequest get;
    get.set_name(name);
    spaces.push_back(Run(schedule::GetSpace, get).space());
  }
  return spaces;
}

absl::Status SlotsWorld::Book(const v1::Slot& slot) {
  v1::BatchWriteEventsRequest batch;
  for (int i = 0; i < slot.placements_size(); ++i) {
    v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
    create.set_event_id(absl::StrCat("slot-", i));
    *create.mutable_event() = EventFor(slot.placements(i));
    v1::ConfirmEventRequest& confirm = *batch.add_writes()->mutable_confirm();
    confirm.set_name(absl::StrCat("events/slot-", i));
    if (slot.holds_ahead() > 0) confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  }
  return schedule_.DryRun(schedule::BatchWriteEvents, batch).status();
}

absl::Status SlotsWorld::BookAsOne(const v1::Slot& slot) {
  v1::CreateEventRequest request;
  *request.mutable_event() = EventFor(slot.placements(0));
  for (int i = 1; i < slot.placements_size(); ++i) {
    request.mutable_event()->mutable_bookings()->MergeFrom(slot.placements(i).bookings());
  }
  return schedule_.DryRun(schedule::CreateEvent, request).status();
}

}  // namespace taqvim::property
