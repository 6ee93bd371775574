// Random events, and changes of them.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "server/schedule/rules/rule_table.h"
#include "tests/property/generator/generator.h"
#include "tests/property/model/cities.h"

namespace taqvim::property {
namespace {

v1::Period Timed(int64_t wall_start, int64_t seconds) {
  v1::Period period;
  *period.mutable_timed()->mutable_start() = DateTimeOf(wall_start);
  *period.mutable_timed()->mutable_end() = DateTimeOf(wall_start + seconds);
  return period;
}

bool EndsAfterStart(const v1::Period& period) { return LengthOf(period.timed()) > 0; }

// Set-up that does not go with the kind of the period is dropped.
void FixAround(v1::Event& event) {
  for (v1::Booking& booking : *event.mutable_bookings()) {
    if (PeriodOf(event, booking).has_timed()) {
      booking.clear_set_up_days();
      booking.clear_tear_down_days();
    } else {
      booking.clear_set_up();
      booking.clear_tear_down();
    }
  }
}

std::string FreeBookingId(const v1::Event& event) {
  for (char id = 'a';; ++id) {
    const bool taken =
        std::any_of(event.bookings().begin(), event.bookings().end(),
                    [&](const v1::Booking& booking) { return booking.id() == std::string(1, id); });
    if (!taken) return std::string(1, id);
  }
}

}  // namespace

int64_t Generator::NightStart(int64_t day) {
  const int around = Chance(50) ? 2 : 4;
  return day * kDay + scene_.time_of_day + (Below(2 * around + 1) - around) * 900;
}

// Those of the scene's clocks, when they show the time twice or are not set; the
// end may be when they have been set back to before the start.
void Generator::AddOffsets(v1::Period& period) {
  v1::TimedPeriod& timed = *period.mutable_timed();
  const int64_t start = WallSeconds(timed.start());
  const auto add = [&](google::type::DateTime* time, int second = 50) {
    const Offsets offsets = OffsetsAt(WallSeconds(*time), scene_.zones[0]);
    time->mutable_utc_offset()->set_seconds(Chance(second) ? offsets.second : offsets.first);
  };
  if (Chance(70) && OffsetsAt(start, scene_.zones[0]).count == 2) {
    *timed.mutable_end() = DateTimeOf(start - 900 * Below(3));
    add(timed.mutable_start(), /*second=*/10);
    add(timed.mutable_end(), /*second=*/90);
    return;
  }
  add(timed.mutable_start());
  if (Chance(50)) add(timed.mutable_end());
}

v1::Period Generator::NightPeriod(int64_t day) {
  const int64_t start = NightStart(day);
  const v1::Period plain = Timed(start, (1 + Below(Chance(50) ? 8 : 32)) * 900);
  v1::Period period = plain;
  const bool twice = OffsetsAt(start, scene_.zones[0]).count == 2;
  if (Chance(twice ? 80 : 10)) AddOffsets(period);
  return EndsAfterStart(period) ? period : plain;
}

v1::Period Generator::TimedPeriod(int64_t day) {
  if (Chance(15)) return NightPeriod(Chance(70) ? ChangeDay() : day);
  int64_t start = day * kDay + (9 + Below(11)) * 3600;
  if (Chance(20)) start += 1800;
  int64_t length = (1 + Below(4)) * 3600;
  if (Chance(4)) length = (1 + Below(48)) * 3600;
  const v1::Period plain = Timed(start, length);
  v1::Period period = plain;
  if (Chance(1)) AddOffsets(period);
  return EndsAfterStart(period) ? period : plain;
}

v1::Period Generator::DatedPeriod(int64_t day) {
  const bool on_change = Chance(10);
  if (on_change) day = ChangeDay();
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = DateOf(day);
  const int64_t last = on_change ? day : day + Below(4);
  if (Chance(5)) {
    period.mutable_dated()->set_permanent(true);
  } else {
    *period.mutable_dated()->mutable_last_day() = DateOf(last);
  }
  return period;
}

v1::Period Generator::PeriodWithin(const v1::Period& outer) {
  if (Chance(15)) return Period();
  if (outer.has_timed()) {
    const int64_t start = WallSeconds(outer.timed().start());
    const int64_t length = WallSeconds(outer.timed().end()) - start;
    const int64_t from = Below(std::max(1, static_cast<int>(length / 1800))) * 1800;
    return Timed(start + from, std::max<int64_t>(1800, (length - from) / (1 + Below(2))));
  }
  const Days days = DaysOf(outer);
  const int64_t last = std::min(days.last, days.first + 20);
  const int64_t day = days.first + Below(static_cast<int>(last - days.first) + 1);
  return Chance(80) ? TimedPeriod(day) : DatedPeriod(day);
}

v1::Booking Generator::SpaceBooking(const std::string& venue) {
  v1::Booking booking;
  booking.set_space(Space(venue));
  const auto& parts = world_.spaces.at(booking.space()).message.parts();
  if (!parts.empty() && Chance(20)) booking.add_excepted_spaces(Pick(parts));
  if (Chance(25)) booking.set_expected_attendance(Below(200));
  return booking;
}

v1::Booking Generator::VenueBooking(const std::string& venue) {
  v1::Booking booking;
  booking.set_venue(venue);
  if (!Chance(70)) return booking;
  for (const auto& space : Some(SpacesOf(venue, Chance(10)), 4)) booking.add_excepted_spaces(space);
  return booking;
}

v1::Booking Generator::ParticipantBooking() {
  v1::Booking booking;
  booking.set_participant(Pick(world_.participants).first);
  return booking;
}

v1::Booking Generator::Booking(const std::string& venue) {
  const int choice = Below(100);
  if (choice < 60) return SpaceBooking(venue);
  return choice < 70 ? VenueBooking(venue) : ParticipantBooking();
}

// Periods and set-up of their own for some bookings, and for all where the
// event has no period.
void Generator::AddAround(v1::Event& event) {
  for (v1::Booking& booking : *event.mutable_bookings()) {
    if (!booking.has_period() && (!event.has_period() || Chance(15))) {
      *booking.mutable_period() = Period();
    }
    if (Chance(15)) booking.mutable_set_up()->set_seconds(Below(5) * 1800);
    if (Chance(15)) booking.mutable_tear_down()->set_seconds(Below(5) * 1800);
    if (Chance(15)) booking.set_set_up_days(Below(3));
    if (Chance(15)) booking.set_tear_down_days(Below(3));
  }
  FixAround(event);
}

void Generator::AddBookings(v1::Event& event) {
  const std::string venue = Venue();
  const int count = Chance(5) ? 0 : 1 + Below(3);
  for (int i = 0; i < count; ++i) {
    const std::string id = FreeBookingId(event);
    *event.add_bookings() = Booking(Chance(10) ? Venue() : venue);
    event.mutable_bookings()->rbegin()->set_id(id);
  }
}

// A booking of what the host books, or of a part of it, within its period.
void Generator::AddHostedBookings(v1::Event& event, const v1::Event& host) {
  if (host.bookings().empty()) return AddBookings(event);
  const v1::Booking& outer = Pick(host.bookings());
  v1::Booking booking;
  booking.set_id(FreeBookingId(event));
  if (outer.has_participant()) {
    booking.set_participant(outer.participant());
    booking.set_time_zone(outer.time_zone());
  } else if (outer.has_space() && Chance(60)) {
    booking.set_space(outer.space());
  } else {
    booking.set_space(Space(VenueOf(BookedName(outer))));
  }
  *booking.mutable_period() = PeriodWithin(PeriodOf(host, outer));
  *event.add_bookings() = booking;
  if (Chance(30)) {
    *event.add_bookings() = ParticipantBooking();
    event.mutable_bookings()->rbegin()->set_id("z");
    *event.mutable_bookings()->rbegin()->mutable_period() = booking.period();
  }
}

void Generator::SetStops(v1::Event& event) {
  v1::CultureDays& days = *event.mutable_culture_days();
  days.clear_stops();
  for (int i = 1 + Below(2); i > 0; --i) {
    v1::Stop& stop = *days.add_stops();
    stop.set_city(std::string(kSpellingsOf[Below(kCities)][Below(kSpellings)]));
    const int64_t first = Day() + Below(40);
    *stop.mutable_first_day() = DateOf(first);
    *stop.mutable_last_day() = DateOf(first + Below(4));
  }
}

std::string Generator::Reciprocal(const v1::CultureDays& days) {
  if (Chance(2)) return "events/unknown";
  if (Chance(2)) return LiveEvent();
  if (Chance(10)) return "";
  std::vector<std::string> free, names;
  for (const auto& [name, stored] : world_.events) {
    const v1::CultureDays& other = stored.message.culture_days();
    if (!stored.message.has_culture_days() || !Mirrors(days, other)) continue;
    names.push_back(name);
    if (IsLive(stored.message) && other.reciprocal().empty()) free.push_back(name);
  }
  if (Chance(80) && !free.empty()) return Pick(free);
  return names.empty() ? "" : Pick(names);
}

void Generator::SetKind(v1::Event& event) {
  const int choice = Below(100);
  if (choice < 10) {
    const char* countries[] = {"AZ", "UZ", "KZ", "DE"};
    const int guest = Below(4);
    v1::CultureDays& days = *event.mutable_culture_days();
    SetStops(event);
    if (Chance(15)) return;  // a festival
    days.set_guest_country(countries[guest]);
    days.set_host_country(countries[(guest + 1 + Below(3)) % 4]);
    if (Chance(60)) days.set_reciprocal(Reciprocal(days));
  } else if (choice < 30) {
    event.mutable_exhibition()->set_objects(1 + Below(50));
    *event.mutable_period() = DatedPeriod(Day());
  } else if (choice < 40) {
    event.mutable_commemoration()->add_honourees("Nizami Ganjavi");
    *event.mutable_period() = Period();
  } else {
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
    *event.mutable_period() = Period();
  }
}

// One evening of many, a few days ahead, of a participant who goes from venue to
// venue without a break: whoever's clocks are set then makes two collide.
v1::Event Generator::TourStop() {
  v1::Event event;
  (*event.mutable_title())["en"] = absl::StrCat("Stop ", Below(100));
  event.set_owner("organizations/owner");
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  const int64_t day = world_.now / kDay + 1 + Below(5);
  *event.mutable_period() = Timed(day * kDay + (8 + 2 * Below(6)) * 3600, 2 * 3600);
  *event.add_bookings() = SpaceBooking(Venue());
  event.mutable_bookings(0)->set_id("hall");
  event.add_bookings()->set_participant(world_.participants.begin()->first);
  event.mutable_bookings(1)->set_id("guest");
  return event;
}

v1::Event Generator::Event() {
  if (Chance(15)) return TourStop();
  if (Chance(15)) return Series();
  v1::Event event;
  (*event.mutable_title())["en"] = absl::StrCat("Event ", Below(100));
  event.set_owner(Owner());
  SetKind(event);
  if (Chance(15) && !event.has_culture_days()) event.set_programme(Programme());
  // Without, participants are in the zone of the venue, and go with it.
  if (Chance(60)) event.set_time_zone(Zone());
  if (Chance(20)) {
    event.set_host(Host());
    auto host = world_.events.find(event.host());
    if (host != world_.events.end()) AddHostedBookings(event, host->second.message);
  } else {
    AddBookings(event);
  }
  AddAround(event);
  SetPublicity(event);
  return event;
}

void Generator::AddOverrides(google::protobuf::RepeatedField<int>* overrides) {
  for (const schedule::Rule& rule : schedule::Rules()) {
    if (schedule::IsOverridable(rule.name) && Chance(25)) overrides->Add(rule.name);
  }
}

v1::CreateEventRequest Generator::Create() {
  v1::CreateEventRequest request;
  request.set_event_id(absl::StrCat("e", next_id_++));
  if (Chance(1) && !world_.events.empty()) {
    request.set_event_id(Pick(world_.events).first.substr(std::string("events/").size()));
  }
  *request.mutable_event() = Event();
  request.set_confirm(Chance(15));
  if (Chance(40)) SetExpireTime(*request.mutable_event());
  AddOverrides(request.mutable_overrides());
  return request;
}

// Mostly soon enough to pass.
void Generator::SetExpireTime(v1::Event& event) {
  int64_t ahead = 60 + Below(12 * 3600);
  if (Chance(2)) ahead = -Below(10);
  if (Chance(1)) ahead = 731 * kDay + Below(2);
  event.mutable_expire_time()->set_seconds(world_.now + ahead);
}

v1::ConfirmEventRequest Generator::Confirm(const std::string& name) {
  v1::ConfirmEventRequest request;
  request.set_name(name);
  auto event = world_.events.find(name);
  if (event != world_.events.end() && Chance(50)) request.set_etag(Etag(event->second.etag));
  AddOverrides(request.mutable_overrides());
  return request;
}

v1::CancelEventRequest Generator::Cancel(const std::string& name) {
  v1::CancelEventRequest request;
  request.set_name(name);
  auto event = world_.events.find(name);
  if (event != world_.events.end() && Chance(50)) request.set_etag(Etag(event->second.etag));
  (*request.mutable_reason())["en"] = "Called off";
  request.set_cascade(Chance(50));
  return request;
}

v1::PrioritizeHoldRequest Generator::Prioritize() {
  v1::PrioritizeHoldRequest request;
  request.set_name(LiveEvent(v1::EVENT_STATE_TENTATIVE));
  request.set_order(Below(5) - 2);
  auto event = world_.events.find(request.name());
  if (event == world_.events.end()) return request;
  if (Chance(50)) request.set_etag(Etag(event->second.etag));
  const auto& bookings = event->second.message.bookings();
  if (Chance(50) && !bookings.empty()) request.set_booking(Pick(bookings).id());
  if (Chance(3)) request.set_booking("unknown");
  return request;
}

v1::DeleteEventRequest Generator::Delete() {
  v1::DeleteEventRequest request;
  request.set_name(LiveEvent(v1::EVENT_STATE_TENTATIVE));
  auto event = world_.events.find(request.name());
  request.set_etag(Etag(event == world_.events.end() ? "unknown" : event->second.etag));
  return request;
}

// One booking other, gone or new, or all in another order.
void Generator::ChangeBookings(v1::Event& event) {
  auto& bookings = *event.mutable_bookings();
  const int choice = bookings.empty() ? 0 : Below(6);
  const std::string venue = Venue();
  if (choice == 0) {
    const std::string id = FreeBookingId(event);
    *bookings.Add() = Booking(venue);
    bookings.rbegin()->set_id(id);
  } else if (choice == 1) {
    bookings.DeleteSubrange(Below(bookings.size()), 1);
  } else if (choice == 2) {
    bookings.SwapElements(0, Below(bookings.size()));
  } else if (choice == 3) {
    v1::Booking& booking = bookings.at(Below(bookings.size()));
    const std::string id = booking.id();
    booking = Booking(venue);
    booking.set_id(id);
  } else if (choice == 4) {
    *bookings.at(Below(bookings.size())).mutable_period() = Period();
  } else {
    v1::Booking& booking = bookings.at(Below(bookings.size()));
    booking.mutable_set_up()->set_seconds(Below(5) * 1800);
    booking.set_tear_down_days(Below(3));
    if (booking.has_space()) booking.set_expected_attendance(Below(200));
  }
  if (Chance(30)) {
    for (v1::Booking& booking : bookings) booking.clear_time_zone();
  }
  AddAround(event);
}

// Without a mask, what is set is meant.
void Generator::SetTitleAlone(v1::UpdateEventRequest& request) {
  v1::Event event;
  event.set_name(request.event().name());
  event.set_etag(request.event().etag());
  *event.mutable_title() = request.event().title();
  *request.mutable_event() = event;
  request.clear_update_mask();
}

v1::UpdateEventRequest Generator::Update(const std::string& name) {
  v1::UpdateEventRequest request;
  v1::Event& event = *request.mutable_event();
  auto stored = world_.events.find(name);
  if (stored != world_.events.end()) event = stored->second.message;
  event.set_name(name);
  event.set_etag(Etag(stored == world_.events.end() ? "unknown" : stored->second.etag));
  if (event.owner().empty()) event.set_owner("organizations/owner");
  AddOverrides(request.mutable_overrides());
  request.set_ask_approval(Chance(70));
  if (Chance(event.has_move() ? 10 : 1)) {
    request.set_withdraw_move(true);
    request.set_ask_approval(false);
  }
  if (event.has_move() && Chance(20)) {
    AskAgain(request);
    return request;
  }
  auto& mask = *request.mutable_update_mask();
  if (ChangePublicity(request)) return request;
  if (event.has_recurrence()) {
    ChangeSeries(request);
    return request;
  }
  const int choice = Below(100);
  if (choice < 5) {
    event.clear_expire_time();
    if (Chance(90)) SetExpireTime(event);
    mask.add_paths("expire_time");
  } else if (choice < 13) {
    (*event.mutable_title())["en"] = absl::StrCat("Event ", Below(100));
    mask.add_paths("title");
    if (Chance(50)) SetTitleAlone(request);
  } else if (choice < 15) {
    event.set_owner(Owner());
    mask.add_paths("owner");
  } else if (choice < 40 && event.has_period()) {
    const int64_t day = Chance(50) ? Day() : DaysOf(event.period()).first;
    *event.mutable_period() = event.period().has_timed() ? TimedPeriod(day) : DatedPeriod(day);
    mask.add_paths("period");
  } else if (choice < 50 && event.has_period() && !event.has_exhibition()) {
    *event.mutable_period() = Period();
    FixAround(event);
    mask.add_paths("period");
    mask.add_paths("bookings");
  } else if (choice < 60) {
    event.set_host(Chance(30) ? "" : Host());
    mask.add_paths("host");
  } else if (choice < 65 && !event.has_culture_days()) {
    event.set_programme(Chance(30) ? "" : Programme());
    mask.add_paths("programme");
  } else if (choice < 75 && event.has_culture_days()) {
    SetStops(event);
    mask.add_paths("culture_days.stops");
  } else if (choice < 95 && !event.culture_days().guest_country().empty()) {
    event.mutable_culture_days()->set_reciprocal(Reciprocal(event.culture_days()));
    mask.add_paths("culture_days.reciprocal");
  } else {
    ChangeBookings(event);
    mask.add_paths("bookings");
  }
  return request;
}

// For what its move says.
void Generator::AskAgain(v1::UpdateEventRequest& request) {
  v1::Event& event = *request.mutable_event();
  const v1::EventMove move = event.move();
  if (move.has_period()) *event.mutable_period() = move.period();
  *event.mutable_bookings() = move.bookings();
  event.set_time_zone(move.time_zone());
  for (const char* path : {"period", "bookings", "time_zone"}) {
    request.mutable_update_mask()->add_paths(path);
  }
  if (!move.has_period()) request.mutable_update_mask()->mutable_paths()->DeleteSubrange(0, 1);
  if (!move.has_recurrence()) return;
  *event.mutable_recurrence() = move.recurrence();
  request.mutable_update_mask()->add_paths("recurrence");
}

// Puts the event inside one that is only now created.
void Generator::SetHost(const v1::CreateEventRequest& host, v1::Event& event) {
  event.set_host("events/" + host.event_id());
  event.clear_bookings();
  AddHostedBookings(event, host.event());
  AddAround(event);
}

v1::BatchWriteEventsRequest Generator::CreateConfirmed(int count) {
  v1::BatchWriteEventsRequest batch;
  for (int i = 0; i < count; ++i) {
    v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
    create = Create();
    if (i > 0 && Chance(20)) {
      const v1::CreateEventRequest& host = batch.writes(2 * i - 2).create();
      const bool repeats = host.event().has_recurrence() || create.event().has_recurrence();
      if (!repeats) SetHost(host, *create.mutable_event());
    }
    *batch.add_writes()->mutable_confirm() = Confirm("events/" + create.event_id());
    batch.mutable_writes()->rbegin()->mutable_confirm()->clear_etag();
  }
  return batch;
}

// Two confirmed events take each other's places.
Request Generator::Swap() {
  v1::BatchWriteEventsRequest batch;
  auto a = world_.events.find(LiveEvent(v1::EVENT_STATE_CONFIRMED));
  auto b = world_.events.find(LiveEvent(v1::EVENT_STATE_CONFIRMED));
  if (a == world_.events.end() || b == world_.events.end() || a == b) return Create();
  const bool repeats = a->second.message.has_recurrence() || b->second.message.has_recurrence();
  if (repeats) return Create();
  const bool asks = Chance(70);
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
    v1::Event& event = *update.mutable_event();
    event.set_name(to->first);
    event.set_etag(Etag(to->second.etag));
    *event.mutable_bookings() = from->second.message.bookings();
    for (v1::Booking& booking : *event.mutable_bookings()) {
      if (!booking.has_period()) *booking.mutable_period() = from->second.message.period();
    }
    update.mutable_update_mask()->add_paths("bookings");
    update.set_ask_approval(asks);
    AddOverrides(update.mutable_overrides());
  }
  return batch;
}

// Two pairs of culture days that answer each other become two others, as one or both
// of each say.
Request Generator::ChangePartners() {
  using Found = std::pair<std::string, std::string>;
  std::map<std::pair<std::string, std::string>, std::vector<Found>> pairs;
  for (const std::string& name : world_.live) {
    const v1::CultureDays& days = world_.events.at(name).message.culture_days();
    if (days.reciprocal().empty()) continue;
    pairs[{days.guest_country(), days.host_country()}].push_back({name, days.reciprocal()});
  }
  std::erase_if(pairs, [](const auto& of_countries) { return of_countries.second.size() < 2; });
  if (pairs.empty()) return Create();
  const std::vector<Found>& alike = Pick(pairs).second;
  const Found a = Pick(alike), b = Pick(alike);
  std::vector<Found> links = {{a.first, b.second}, {b.first, a.second}};
  if (Chance(70)) links.push_back({a.second, b.first});
  if (Chance(70)) links.push_back({b.second, a.first});
  if (Chance(20)) links.erase(links.begin() + Below(static_cast<int>(links.size())));
  std::shuffle(links.begin(), links.end(), random_);
  v1::BatchWriteEventsRequest batch;
  for (const auto& [name, other] : links) {
    v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
    update.mutable_event()->set_name(name);
    update.mutable_event()->set_etag(Etag(world_.events.at(name).etag));
    update.mutable_event()->mutable_culture_days()->set_reciprocal(other);
    update.mutable_update_mask()->add_paths("culture_days.reciprocal");
  }
  return batch;
}

void Generator::AddRandomWrite(std::vector<std::string>& written,
                               v1::BatchWriteEventsRequest& batch) {
  const bool tentative = Chance(50);
  const std::string name =
      LiveEvent(tentative ? v1::EVENT_STATE_TENTATIVE : v1::EVENT_STATE_CONFIRMED);
  if (std::find(written.begin(), written.end(), name) != written.end()) return;
  written.push_back(name);
  const int choice = Below(10);
  if (tentative && Chance(10)) {
    v1::DeleteEventRequest& gone = *batch.add_writes()->mutable_delete_();
    gone.set_name(name);
    const auto event = world_.events.find(name);
    gone.set_etag(Etag(event == world_.events.end() ? "unknown" : event->second.etag));
    return;
  }
  if (Chance(10)) return AddPublish(name, batch);
  if (choice < 5) {
    *batch.add_writes()->mutable_update() = Update(name);
    if (!tentative || Chance(50)) return;
  }
  if (choice < 8 && tentative) {
    *batch.add_writes()->mutable_confirm() = Confirm(name);
  } else if (choice >= 5) {
    *batch.add_writes()->mutable_cancel() = Cancel(name);
  }
}

v1::BatchWriteEventsRequest Generator::Batch() {
  v1::BatchWriteEventsRequest batch = CreateConfirmed(Below(3));
  std::vector<std::string> written;
  for (int i = 1 + Below(4); i > 0; --i) AddRandomWrite(written, batch);
  if (batch.writes().empty()) return CreateConfirmed(2);
  return batch;
}

}  // namespace taqvim::property
