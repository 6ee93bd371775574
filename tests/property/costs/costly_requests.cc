#include "tests/property/costs/costly_requests.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::schedule {
namespace {

constexpr char kTitle[] = "title { key: 'en' value: 'Something' } owner: 'organizations/owner' ";

google::type::Date DateOf(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

google::type::DateTime TimeOf(absl::CivilHour hour) {
  google::type::DateTime time;
  time.set_year(static_cast<int>(hour.year()));
  time.set_month(hour.month());
  time.set_day(hour.day());
  time.set_hours(hour.hour());
  return time;
}

template <class Request>
std::string SizeOf(const Request& request) {
  return absl::StrCat("of ", request.writes_size(), " writes, ", request.ByteSizeLong(), " bytes");
}

v1::Period Timed(absl::CivilHour start, int64_t hours) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = TimeOf(start);
  *period.mutable_timed()->mutable_end() = TimeOf(start + hours);
  return period;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Costs& one) {
  return out << absl::FormatDuration(one.time) << ", " << one.units << " units, "
             << (one.allocations.most_bytes >> 20) << " MiB, " << one.allocations.count
             << " allocations: " << one.kind << " " << one.details << ": "
             << std::string(one.status.message()).substr(0, 100);
}

CostlyRequests::CostlyRequests(uint64_t seed) : random_(seed), schedule_(seed) { Build(); }

void CostlyRequests::Build() {
  schedule_.limits = {};
  EXPECT_TRUE(schedule_
                  .Run(CreateOrganization,
                       "organization_id: 'owner' organization { "
                       "title { key: 'en' value: 'An organization' } country: 'AZ' }")
                  .ok());
  for (const char* id : {"library", "museum"}) AddVenue(id);
  for (int i = 0; i < 20; ++i) {
    v1::CreateParticipantRequest participant;
    participant.set_participant_id(absl::StrCat("ensemble", i));
    (*participant.mutable_participant()->mutable_title())["en"] = "An ensemble";
    EXPECT_TRUE(schedule_.Run(CreateParticipant, participant).ok());
    participants_.push_back(absl::StrCat("participants/ensemble", i));
  }
  Fill();
  schedule_.limits = kRequestLimits;
}

void CostlyRequests::AddVenue(const std::string& id) {
  auto request = FromText<v1::CreateVenueRequest>(
      "venue { title { key: 'en' value: 'A venue' } country: 'KZ' city: 'Astana' "
      "time_zone: 'Asia/Almaty' }");
  request.set_venue_id(id);
  if (OneIn(3)) request.mutable_venue()->set_booking_policy(v1::BOOKING_POLICY_APPROVAL);
  EXPECT_TRUE(schedule_.Run(CreateVenue, request).ok());
  venues_.push_back(absl::StrCat("venues/", id));
  for (int i = 0; i < kSpaces; ++i) {
    v1::CreateSpaceRequest space;
    space.set_parent(venues_.back());
    space.set_space_id(absl::StrCat("room", i));
    (*space.mutable_space()->mutable_title())["en"] = "A room";
    if (OneIn(2)) space.mutable_space()->set_seats(100);
    EXPECT_TRUE(schedule_.Run(CreateSpace, space).ok());
    spaces_.push_back(absl::StrCat(venues_.back(), "/spaces/room", i));
  }
}

void CostlyRequests::Fill() {
  for (int i = 0; i < 40; ++i) {
    v1::BatchWriteEventsRequest batch;
    auto& create = *batch.add_writes()->mutable_create();
    create.set_event_id(NewId());
    const bool repeats = !OneIn(4);
    *create.mutable_event() = OneIn(8)   ? CultureDays()
                              : OneIn(5) ? Hosted()
                                         : Event(1 + static_cast<int>(Below(25)), repeats);
    if (OneIn(2)) {
      if (create.event().has_recurrence()) {
        create.mutable_event()->mutable_recurrence()->set_on_conflict(v1::OCCURRENCE_POLICY_SKIP);
      }
      batch.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/", create.event_id()));
    }
    if (schedule_.Run(BatchWriteEvents, batch).ok()) Keep(batch);
  }
}

std::string CostlyRequests::Rule(int bookings) {
  static const std::vector<std::string> rules = {"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR",
                                                 "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY"};
  static const std::vector<int> counts = {5, 50, 100, 200, 400};
  // A booking of a whole venue takes as much as all its spaces.
  const int most = 10'000 / (bookings * (OneIn(4) ? 1 : 5));
  return absl::StrCat(OneOf(rules), ";COUNT=", std::clamp(OneOf(counts), 1, std::max(most, 1)));
}

void CostlyRequests::AddBooking(v1::Event& event) {
  v1::Booking& booking = *event.add_bookings();
  const int64_t kind = Below(10);
  if (kind == 0) {
    booking.set_venue(OneOf(venues_));
  } else if (kind == 1) {
    booking.set_participant(OneOf(participants_));
    booking.set_time_zone("Asia/Almaty");
  } else {
    booking.set_space(OneOf(spaces_));
    if (OneIn(3)) booking.set_expected_attendance(150);
  }
  if (OneIn(4)) booking.mutable_set_up()->set_seconds(3600);
}

v1::Event CostlyRequests::Event(int bookings, bool repeats) {
  auto event = FromText<v1::Event>(absl::StrCat(kTitle, "activity { form: ACTIVITY_FORM_TALK }"));
  const absl::CivilHour start = absl::CivilHour(absl::CivilDay(2025, 2, 1) + Below(5)) + Below(20);
  *event.mutable_period() = Timed(start, 1 + Below(3));
  for (int i = 0; i < bookings; ++i) AddBooking(event);
  if (repeats) {
    event.mutable_recurrence()->set_rule(Rule(bookings));
    if (OneIn(3)) event.mutable_recurrence()->set_on_conflict(v1::OCCURRENCE_POLICY_SKIP);
    if (OneIn(4)) event.mutable_recurrence()->set_on_conflict(v1::OCCURRENCE_POLICY_HOLD);
  }
  if (!hosts_.empty() && OneIn(6)) event.set_host(OneOf(hosts_));
  if (!programmes_.empty() && OneIn(4)) event.set_programme(OneOf(programmes_));
  if (OneIn(4)) (*event.mutable_description())["en"] = std::string(Below(5000), 'x');
  return event;
}

// As large as its host, and inside it.
v1::Event CostlyRequests::Hosted() {
  if (hosts_.empty()) return Event(10, true);
  v1::Event event = Stored(OneOf(hosts_));
  if (event.bookings().empty()) return Event(10, true);
  v1::Event hosted = Event(0, false);
  *hosted.mutable_period() = event.period();
  hosted.set_host(event.name());
  hosted.clear_programme();
  if (event.has_recurrence()) {
    hosted.mutable_recurrence()->set_rule(event.recurrence().rule());
  }
  for (const v1::Booking& booking : event.bookings()) {
    v1::Booking& inside = *hosted.add_bookings();
    inside = booking;
    inside.clear_id();
  }
  return hosted;
}

v1::Event CostlyRequests::CultureDays() {
  auto event = FromText<v1::Event>(
      absl::StrCat(kTitle, "culture_days { guest_country: 'AZ' host_country: 'KZ' }"));
  for (int64_t i = 1 + Below(50); i > 0; --i) {
    v1::Stop& stop = *event.mutable_culture_days()->add_stops();
    stop.set_city(OneIn(2) ? "Astana" : absl::StrCat("City ", Below(20)));
    const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + Below(400);
    *stop.mutable_first_day() = DateOf(day);
    *stop.mutable_last_day() = DateOf(day + Below(20));
  }
  return event;
}

v1::Event CostlyRequests::Stored(const std::string& name) {
  v1::GetEventRequest request;
  request.set_name(name);
  auto found = schedule_.Run(GetEvent, request);
  return found.ok() ? found->event() : v1::Event();
}

void CostlyRequests::AddUpdate(v1::BatchWriteEventsRequest& batch) {
  const v1::Event stored = Stored(OneOf(events_));
  if (stored.name().empty()) return;
  auto& update = *batch.add_writes()->mutable_update();
  v1::Event& event = *update.mutable_event();
  event.set_name(stored.name());
  event.set_etag(stored.etag());
  *event.mutable_period() = Event(0, false).period();
  update.mutable_update_mask()->add_paths("period");
  if (OneIn(2) && stored.has_recurrence()) {
    event.mutable_recurrence()->set_rule(Rule(stored.bookings_size()));
    update.mutable_update_mask()->add_paths("recurrence.rule");
  }
}

v1::BatchWriteEventsRequest CostlyRequests::Batch() {
  static const std::vector<int> sizes = {1, 2, 5, 10, 25, 50, 100};
  const int writes = OneOf(sizes);
  const int bookings = std::min(OneOf(sizes), OneIn(2) ? 100 : 25);
  const bool repeats = !OneIn(3);
  const bool alike = OneIn(2);
  v1::BatchWriteEventsRequest batch;
  const v1::Event pattern = Event(bookings, repeats);
  while (batch.writes_size() < writes) {
    if (!events_.empty() && OneIn(8)) {
      AddUpdate(batch);
      continue;
    }
    auto& create = *batch.add_writes()->mutable_create();
    create.set_event_id(NewId());
    *create.mutable_event() = OneIn(20)   ? CultureDays()
                              : OneIn(10) ? Hosted()
                              : alike     ? pattern
                                          : Event(bookings, repeats);
    const bool confirms = batch.writes_size() < writes && OneIn(3);
    if (!confirms) continue;
    auto& confirm = *batch.add_writes()->mutable_confirm();
    confirm.set_name(absl::StrCat("events/", create.event_id()));
    if (OneIn(3)) confirm.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
    if (OneIn(3)) confirm.add_overrides(v1::CONFLICT_RULE_VENUE_CLOSED);
    if (OneIn(3)) confirm.add_overrides(v1::CONFLICT_RULE_OVER_CAPACITY);
  }
  return batch;
}

void CostlyRequests::Keep(const v1::BatchWriteEventsRequest& batch) {
  for (const v1::EventWrite& write : batch.writes()) {
    if (!write.has_create()) continue;
    const std::string name = absl::StrCat("events/", write.create().event_id());
    events_.push_back(name);
    if (write.create().event().has_culture_days()) programmes_.push_back(name);
    if (OneIn(5)) hosts_.push_back(name);
  }
}

template <class Function>
Costs CostlyRequests::Measure(std::string kind, std::string details, Function function) {
  Costs costs{.kind = std::move(kind), .details = std::move(details)};
  schedule_.spent = 0;
  const absl::Duration begun = storage::SystemThreadTime();
  BeginCountingAllocations();
  costs.status = function();
  costs.allocations = CountedAllocations();
  costs.time = storage::SystemThreadTime() - begun;
  costs.units = schedule_.spent;
  return costs;
}

Costs CostlyRequests::RunCheck(std::string kind, std::string details,
                               const v1::CheckEventsRequest& check) {
  return Measure(std::move(kind), std::move(details),
                 [&] { return schedule_.DryRun(CheckEvents, check).status(); });
}

template <class Method, class Request>
Costs CostlyRequests::Run(std::string kind, std::string details, Method method,
                          const Request& request) {
  return Measure(std::move(kind), std::move(details),
                 [&] { return schedule_.Run(method, request).status(); });
}

Costs CostlyRequests::WriteBatch() {
  const v1::BatchWriteEventsRequest batch = Batch();
  Costs costs = Run("batch", SizeOf(batch), BatchWriteEvents, batch);
  if (costs.status.ok()) Keep(batch);
  return costs;
}

Costs CostlyRequests::CheckBatch() {
  v1::CheckEventsRequest check;
  *check.mutable_writes() = Batch().writes();
  check.set_page_size(1000);
  return RunCheck("check", SizeOf(check), check);
}

Costs CostlyRequests::CheckAssumed() {
  v1::CheckEventsRequest check;
  for (int64_t i = 1 + Below(1000); i > 0; --i) {
    v1::Space& space = *check.mutable_assumptions()->add_spaces();
    space.set_name(absl::StrCat(OneOf(venues_), "/spaces/assumed", i));
    (*space.mutable_title())["en"] = "A room";
  }
  const int spaces = check.assumptions().spaces_size();
  return RunCheck("check of assumptions", absl::StrCat(spaces, " spaces"), check);
}

Costs CostlyRequests::CancelAll() {
  v1::CancelEventRequest cancel;
  const auto& some = programmes_.empty() || OneIn(2) ? events_ : programmes_;
  if (!some.empty()) cancel.set_name(OneOf(some));
  (*cancel.mutable_reason())["en"] = "No reason";
  cancel.set_cascade(true);
  return Run("cancelling", "with all that belongs to it", CancelEvent, cancel);
}

Costs CostlyRequests::ChangeParts() {
  v1::GetSpaceRequest get;
  get.set_name(spaces_[OneIn(2) ? 0 : kSpaces]);
  v1::UpdateSpaceRequest update;
  *update.mutable_space() = schedule_.Run(GetSpace, get)->space();
  update.mutable_space()->clear_parts();
  const int first = get.name() == spaces_[0] ? 1 : kSpaces + 1;
  for (int64_t i = Below(kSpaces - 1); i > 0; --i) {
    update.mutable_space()->add_parts(spaces_[first + i - 1]);
  }
  update.mutable_update_mask()->add_paths("parts");
  return Run("other parts of a space", "", UpdateSpace, update);
}

Costs CostlyRequests::ChangeHours() {
  v1::GetVenueRequest get;
  get.set_name(OneOf(venues_));
  v1::UpdateVenueRequest update;
  *update.mutable_venue() = schedule_.Run(GetVenue, get)->venue();
  update.mutable_venue()->clear_opening_hours();
  if (!OneIn(3)) {
    *update.mutable_venue()->add_opening_hours() = FromText<v1::OpeningHours>(absl::StrCat(
        "day: MONDAY open { hours: ", 8 + Below(4), " } close { hours: ", 14 + Below(8), " }"));
  }
  update.mutable_update_mask()->add_paths("opening_hours");
  return Run("other opening hours", "", UpdateVenue, update);
}

Costs CostlyRequests::ChangeZone() {
  v1::GetVenueRequest get;
  get.set_name(OneOf(venues_));
  v1::UpdateVenueRequest update;
  *update.mutable_venue() = schedule_.Run(GetVenue, get)->venue();
  update.mutable_venue()->set_time_zone(
      update.venue().time_zone() == "Asia/Almaty" ? "Asia/Tashkent" : "Asia/Almaty");
  update.mutable_update_mask()->add_paths("time_zone");
  return Run("another time zone", "", UpdateVenue, update);
}

Costs CostlyRequests::ChangeStops() {
  v1::UpdateEventRequest update;
  if (!programmes_.empty()) *update.mutable_event() = Stored(OneOf(programmes_));
  *update.mutable_event()->mutable_culture_days() = CultureDays().culture_days();
  update.mutable_update_mask()->add_paths("culture_days.stops");
  return Run("other stops", "", UpdateEvent, update);
}

Costs CostlyRequests::Close() {
  v1::CreateClosureRequest create;
  create.set_parent(OneOf(venues_));
  create.set_closure_id(NewId());
  (*create.mutable_closure()->mutable_reason())["en"] = "Repair";
  auto& dated = *create.mutable_closure()->mutable_period()->mutable_dated();
  const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + Below(400);
  *dated.mutable_first_day() = DateOf(day);
  *dated.mutable_last_day() = DateOf(day + Below(400));
  return Run("closure", "", CreateClosure, create);
}

Costs CostlyRequests::Next() {
  switch (Below(14)) {
    case 0:
      return CheckAssumed();
    case 1:
      return CancelAll();
    case 2:
      return ChangeParts();
    case 3:
      return ChangeHours();
    case 4:
      return ChangeZone();
    case 5:
      return ChangeStops();
    case 6:
      return Close();
    case 7:
    case 8:
    case 9:
      return CheckBatch();
    default:
      return WriteBatch();
  }
}

}  // namespace taqvim::schedule
