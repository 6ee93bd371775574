#include "tests/privacy/maker.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/civil.h"

namespace taqvim::privacy {
namespace {

constexpr int kVenues = 3;
constexpr int kOpenParticipants = 4;
// Events that are older in one twin than in the other.
constexpr int kApart = 4;
constexpr absl::CivilDay kFirstDay(2025, 2, 1);
constexpr int kDays = 14;

template <class Request>
void Override(Request& request) {
  for (const schedule::Rule& rule : schedule::Rules()) {
    if (schedule::IsOverridable(rule.name)) request.add_overrides(rule.name);
  }
}

google::type::DateTime At(absl::CivilDay day, int hour) {
  google::type::DateTime time;
  time.set_year(static_cast<int32_t>(day.year()));
  time.set_month(day.month());
  time.set_day(day.day());
  time.set_hours(hour);
  return time;
}

// Closed to every audience.
v1::Event ClosedEvent(int number, int hour) {
  v1::Event event;
  event.set_name(absl::StrCat("events/apart", number));
  event.set_owner("organizations/o1");
  event.set_visibility(v1::VISIBILITY_PRIVATE);
  (*event.mutable_title())["en"] = "Apart";
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  event.mutable_expire_time()->set_seconds(1767225600);
  v1::TimedPeriod& timed = *event.mutable_period()->mutable_timed();
  *timed.mutable_start() = At(kFirstDay + number, hour);
  *timed.mutable_end() = At(kFirstDay + number, hour + 2);
  event.add_bookings()->set_space("venues/v1/spaces/room");
  return event;
}

}  // namespace

std::vector<std::string> VenueNames() {
  std::vector<std::string> names;
  for (int i = 0; i < kVenues; ++i) names.push_back(absl::StrCat("venues/v", i));
  return names;
}

std::vector<std::string> SpaceNames() {
  std::vector<std::string> names;
  for (const std::string& venue : VenueNames()) {
    for (const char* id : {"hall", "room", "floor"}) {
      names.push_back(absl::StrCat(venue, "/spaces/", id));
    }
  }
  return names;
}

std::vector<std::string> Maker::EventNames() const {
  std::vector<std::string> names = {"events/programme0", "events/programme1", "events/nobody"};
  for (int i = 0; i < numbers_; ++i) names.push_back(absl::StrCat("events/e", i));
  for (int i = 0; i < kApart; ++i) names.push_back(absl::StrCat("events/apart", i));
  names.insert(names.end(), witnesses_.begin(), witnesses_.end());
  return names;
}

std::vector<std::string> Maker::Participants() const {
  std::vector<std::string> names;
  for (int i = 0; i < kOpenParticipants; ++i) names.push_back(absl::StrCat("participants/q", i));
  // Whoever may write is told who is taken.
  if (Plans(audience_)) return names;
  for (int i = 0; i < numbers_; ++i) {
    for (int n = 0; n < kParticipantsEach; ++n) names.push_back(SecretParticipant(i, n));
  }
  return names;
}

int Maker::closed_events() const {
  return static_cast<int>(std::count_if(plans_.begin(), plans_.end(), [&](const Plan& plan) {
    return IsClosedTo(audience_, plan.event);
  }));
}

void Maker::Begin() {
  BeginDirectory();
  BeginVenues();
  BeginProgrammes();
  BeginApart();
  beginning_ = twins_.newest();
}

// Each is created, and later moved for all to see, before or after another is changed
// in what is hidden, and some hours earlier or later. The order of those that can be
// seen is the same in both, and all of it is over when the test begins.
void Maker::BeginApart() {
  CreateClosed(0);
  for (int number = 1; number < kApart; ++number) {
    ChangeApart(number);
    twins_.Advance(absl::Hours(1 + Below(random_, 30)));
  }
}

void Maker::CreateClosed(int number) {
  Write(schedule::CreateEvent, [&](int, v1::CreateEventRequest& request) {
    request.set_event_id(absl::StrCat("apart", number));
    *request.mutable_event() = ClosedEvent(number, 10);
  });
}

void Maker::ChangeApart(int number) {
  const auto update = [&](int twin, const v1::Event& change, const char* path) {
    v1::UpdateEventRequest request;
    *request.mutable_event() = change;
    request.mutable_event()->set_etag(twins_.Get(twin, change.name()).etag());
    request.mutable_update_mask()->add_paths(path);
    EXPECT_TRUE(twins_.of(twin).Run(schedule::UpdateEvent, request).ok());
  };
  const auto hide = [&](int twin) {
    v1::Event hidden = ClosedEvent(number - 1, 10);
    *hidden.mutable_title() = secrets_.Text(0);
    update(twin, hidden, "title");
  };
  // Everybody may see its uid, which is random: it is the same in both.
  const auto create = [&](int twin) {
    twins_.of(twin).Seed(number);
    v1::CreateEventRequest request;
    request.set_event_id(absl::StrCat("apart", number));
    *request.mutable_event() = ClosedEvent(number, 10);
    EXPECT_TRUE(twins_.of(twin).Run(schedule::CreateEvent, request).ok());
  };
  const auto move = [&](int twin) { update(twin, ClosedEvent(number, 14), "period"); };
  create(0), hide(1);
  twins_.Advance(absl::Hours(1 + Below(random_, 10)));
  hide(0), create(1);
  twins_.Advance(absl::Hours(1 + Below(random_, 10)));
  move(0), hide(1);
  twins_.Advance(absl::Hours(1 + Below(random_, 10)));
  // From this write on all random numbers are the same again.
  for (int twin : {0, 1}) twins_.of(twin).Seed(number);
  hide(0), move(1);
  accepted_ += 4;
}

void Maker::BeginDirectory() {
  const std::string title = "title { key: 'en' value: 'A name' }";
  for (int i = 0; i < 4; ++i) {
    WriteBoth(
        schedule::CreateOrganization,
        absl::StrCat("organization_id: 'o", i, "' organization { ", title, "country: 'AZ' }"));
  }
  for (int i = 0; i < 2; ++i) {
    WriteBoth(schedule::CreateAgreement,
              absl::StrCat("agreement_id: 'a", i, "' agreement { ", title,
                           "parties: 'organizations/o0' parties: 'organizations/o1' "
                           "}"));
  }
  const auto participant = [&](const std::string& id, const std::string& more = "") {
    WriteBoth(schedule::CreateParticipant,
              absl::StrCat("participant_id: '", id, "' participant { ", title, more, "}"));
  };
  participant(
      "q0", absl::StrCat("organization: '", kTheirs, "' booking_policy: BOOKING_POLICY_APPROVAL "));
  for (int i = 1; i < kOpenParticipants; ++i) participant(absl::StrCat("q", i));
  for (int i = 0; i < kEvents; ++i) {
    for (int n = 0; n < kParticipantsEach; ++n) {
      participant(SecretParticipant(i, n).substr(std::string("participants/").size()));
    }
  }
}

// The last approves its bookings.
void Maker::BeginVenues() {
  const std::string title = "title { key: 'en' value: 'A name' }";
  const char* zones[] = {"Asia/Almaty", "Asia/Tashkent", "Europe/Berlin"};
  for (int i = 0; i < kVenues; ++i) {
    const char* more = i == kVenues - 1 ? "booking_policy: BOOKING_POLICY_APPROVAL" : "";
    WriteBoth(schedule::CreateVenue,
              absl::StrCat("venue_id: 'v", i, "' venue { ", title, "country: 'KZ' city: 'City", i,
                           "' time_zone: '", zones[i], "' ", more, "}"));
    const auto space = [&](const char* id, const std::string& fields) {
      WriteBoth(schedule::CreateSpace, absl::StrCat("parent: 'venues/v", i, "' space_id: '", id,
                                                    "' space { ", title, fields, "}"));
    };
    space("hall", "seats: 300");
    space("room", "seats: 40");
    space("floor", absl::StrCat("parts: 'venues/v", i, "/spaces/hall' parts: 'venues/v", i,
                                "/spaces/room'"));
  }
}

void Maker::BeginProgrammes() {
  for (int i = 0; i < 2; ++i) {
    // One is not where all events are.
    WriteBoth(schedule::CreateEvent,
              absl::StrCat("event_id: 'programme", i, "' event { ",
                           "title { key: 'en' value: 'Days' } owner: 'organizations/o0' "
                           "expire_time { seconds: 1767225600 } culture_days { guest_country: '",
                           i == 0 ? "CN" : "IR", "' host_country: '", i == 0 ? "IR" : "CN",
                           "' stops { city: 'City", i,
                           "' first_day { year: 2025 month: 2 day: 1 } "
                           "last_day { year: 2025 month: 2 day: 28 } } } }"));
  }
  if (audience_ == Audience::kPublic) {
    WriteBoth(schedule::ConfirmEvent, "name: 'events/programme0'");
  }
}

void Maker::ChooseTimes(v1::Event& event) {
  const absl::CivilDay day = kFirstDay + Below(random_, kDays);
  v1::Period& period = *event.mutable_period();
  if (event.has_exhibition()) {
    *period.mutable_dated()->mutable_first_day() = schedule::ToDate(day);
    *period.mutable_dated()->mutable_last_day() = schedule::ToDate(day + Below(random_, 4));
    return;
  }
  const int hour = 9 + Below(random_, 10);
  *period.mutable_timed()->mutable_start() = At(day, hour);
  *period.mutable_timed()->mutable_end() = At(day, hour + 1 + Below(random_, 4));
}

void Maker::ChoosePlaces(v1::Event& event) {
  event.clear_bookings();
  v1::Booking& booking = *event.add_bookings();
  booking.set_id("place");
  if (Chance(random_, 0.1)) {
    booking.set_venue(VenueNames()[Below(random_, kVenues)]);
  } else {
    const auto spaces = SpaceNames();
    booking.set_space(spaces[Below(random_, spaces.size())]);
  }
  if (!event.has_exhibition() && Chance(random_, 0.3)) booking.mutable_set_up()->set_seconds(3600);
  if (!Chance(random_, 0.4)) return;
  v1::Booking& who = *event.add_bookings();
  who.set_id("who");
  who.set_participant(absl::StrCat("participants/q", Below(random_, kOpenParticipants)));
}

void Maker::ChooseKind(v1::Event& event) {
  const int kind = Below(random_, 10);
  if (kind == 0) {
    v1::Stop& stop = *event.mutable_culture_days()->add_stops();
    stop.set_city(absl::StrCat("City", Below(random_, kVenues)));
    const absl::CivilDay day = kFirstDay + Below(random_, kDays);
    *stop.mutable_first_day() = schedule::ToDate(day);
    *stop.mutable_last_day() = schedule::ToDate(day + 2);
  } else if (kind <= 2) {
    event.mutable_exhibition();
  } else if (kind <= 4) {
    event.mutable_commemoration();
  } else {
    event.mutable_activity();
  }
}

// Inside another, sometimes: at the same time in the same place.
void Maker::ChooseHost(v1::Event& event) {
  if (plans_.empty() || !Chance(random_, 0.1)) return;
  const v1::Event& host = Any().event;
  if (host.has_culture_days() || host.has_exhibition() || host.has_recurrence()) return;
  event.set_host(host.name());
  *event.mutable_period() = host.period();
  event.clear_bookings();
  *event.add_bookings() = host.bookings(0);
}

Plan Maker::NewPlan() {
  Plan plan{.number = numbers_++};
  v1::Event& event = plan.event;
  event.set_name(absl::StrCat("events/e", plan.number));
  event.set_owner(absl::StrCat("organizations/o", Below(random_, 4)));
  event.set_visibility(Chance(random_, 0.6) ? v1::VISIBILITY_PRIVATE : v1::VISIBILITY_PUBLIC);
  ChooseKind(event);
  event.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(twins_.now()) +
                                           86400 * (1 + Below(random_, 60)));
  if (event.has_culture_days()) return plan;
  ChooseTimes(event);
  ChoosePlaces(event);
  ChooseHost(event);
  if (!event.has_exhibition() && event.host().empty() && Chance(random_, 0.2)) {
    event.mutable_recurrence()->set_rule("FREQ=WEEKLY;COUNT=3");
    event.mutable_recurrence()->set_on_conflict(
        static_cast<v1::OccurrencePolicy>(1 + Below(random_, 3)));
  }
  return plan;
}

// An open event that holds participants at the time at which a closed one may:
// how it stands must not tell whether it does. Nothing else becomes of it.
void Maker::CreateWitness(const Plan& plan) {
  if (Plans(audience_) || audience_ == Audience::kPublic) return;
  if (!plan.event.period().has_timed()) return;
  v1::Event event;
  *event.mutable_period() = plan.event.period();
  event.set_owner(kTheirs);
  (*event.mutable_title())["en"] = "A witness";
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  event.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(twins_.now()) + 86400 * 300);
  event.add_bookings()->set_space(absl::StrCat(kTheirVenue, "/spaces/room"));
  for (int n = 0; n < kParticipantsEach; ++n) {
    event.add_bookings()->set_participant(SecretParticipant(plan.number, n));
  }
  const std::string id = absl::StrCat("w", plan.number);
  const bool created = Write(schedule::CreateEvent, [&](int, v1::CreateEventRequest& request) {
    request.set_event_id(id);
    *request.mutable_event() = event;
  });
  if (created) witnesses_.push_back("events/" + id);
}

void Maker::Create() {
  if (numbers_ == kEvents) return Update();
  const Plan plan = NewPlan();
  const bool witness = Chance(random_, 0.4);
  if (witness) CreateWitness(plan);
  const bool created = Write(schedule::CreateEvent, [&](int twin, v1::CreateEventRequest& request) {
    request.set_event_id(absl::StrCat("e", plan.number));
    *request.mutable_event() = secrets_.Fill(plan, twin);
    Override(request);
  });
  if (created) plans_.push_back(plan);
}

// All of it anew: other secrets, and sometimes another time, another place, or
// another visibility.
void Maker::Update() {
  if (plans_.empty()) return;
  Plan& plan = Any();
  Plan changed = plan;
  v1::Event& event = changed.event;
  if (Chance(random_, 0.4)) {
    event.set_visibility(event.visibility() == v1::VISIBILITY_PRIVATE ? v1::VISIBILITY_PUBLIC
                                                                      : v1::VISIBILITY_PRIVATE);
  }
  if (event.visibility() == v1::VISIBILITY_PRIVATE) event.clear_publish_time();
  if (!event.has_culture_days() && event.host().empty() && Chance(random_, 0.3)) {
    ChooseTimes(event);
    if (Chance(random_, 0.5)) ChoosePlaces(event);
  }
  // All occurrences of a series are tried anew when any booking changes, which
  // those of participants may do in one of the twins alone.
  if (event.has_recurrence()) {
    event.mutable_bookings(0)->mutable_tear_down()->set_seconds(60 * (1 + updates_++ % 30));
  }
  if (plan.sealed && !IsClosedTo(audience_, event)) return;
  // What is asked for is as secret as the event, and what is written at once must be as well:
  // so only of what stays closed. To some events are closed by what they book, which then is
  // not what the plan says.
  const bool by_place = audience_ == Audience::kViewerOfVenue || audience_ == Audience::kDecider;
  const bool asks = !by_place && IsClosedTo(audience_, plan.event) &&
                    IsClosedTo(audience_, event) && Chance(random_, 0.7);
  // To where somebody approves, more often than not.
  const bool moves = asks && !event.has_culture_days() && event.host().empty();
  for (int i = 0; moves && i < 4; ++i) {
    ChooseTimes(event);
    ChoosePlaces(event);
    if (!event.bookings().empty() && event.bookings(0).space().starts_with(VenueNames().back()))
      break;
  }
  if (Replace(changed, asks)) plan = changed;
}

// Whether the event could be made what the plan says, and other secrets.
bool Maker::Replace(const Plan& changed, bool asks) {
  const bool replaced =
      Write(schedule::UpdateEvent, [&](int twin, v1::UpdateEventRequest& request) {
        *request.mutable_event() = secrets_.Fill(changed, twin);
        const v1::Event stored = twins_.Get(twin, changed.event.name());
        request.mutable_event()->set_etag(stored.etag());
        if (stored.state() != v1::EVENT_STATE_TENTATIVE)
          request.mutable_event()->clear_expire_time();
        request.mutable_update_mask()->add_paths("*");
        request.set_ask_approval(asks);
        Override(request);
      });
  if (replaced && twins_.Get(0, changed.event.name()).has_move()) ++moves_;
  return replaced;
}

void Maker::Confirm() {
  if (plans_.empty()) return;
  const std::string name = Any().event.name();
  Write(schedule::ConfirmEvent, [&](int, v1::ConfirmEventRequest& request) {
    request.set_name(name);
    Override(request);
  });
}

void Maker::Cancel() {
  if (plans_.empty()) return;
  const Plan& plan = Any();
  Write(schedule::CancelEvent, [&](int twin, v1::CancelEventRequest& request) {
    request.set_name(plan.event.name());
    // What is cancelled with it is given the same reason, and may be open.
    request.set_cascade(!IsClosedTo(audience_, plan.event));
    if (!request.cascade()) *request.mutable_reason() = secrets_.Text(twin);
  });
}

// Of what was never confirmed, and hosts nothing.
void Maker::Delete() {
  if (plans_.empty()) return;
  const size_t which = Below(random_, plans_.size());
  const std::string name = plans_[which].event.name();
  const bool deleted = Write(schedule::DeleteEvent, [&](int twin, v1::DeleteEventRequest& request) {
    request.set_name(name);
    request.set_etag(twins_.Get(twin, name).etag());
  });
  if (deleted) plans_.erase(plans_.begin() + static_cast<std::ptrdiff_t>(which));
}

void Maker::Decide() {
  if (plans_.empty()) return;
  Plan& plan = Any();
  const bool guest = Chance(random_, 0.4);
  const auto name_approver = [&](auto& request) {
    guest ? request.set_participant(kTheirGuest) : request.set_venue(VenueNames().back());
  };
  if (Chance(random_, 0.6)) {
    Write(schedule::ApproveBooking, [&](int, v1::ApproveBookingRequest& request) {
      request.set_name(plan.event.name());
      name_approver(request);
      Override(request);
    });
    return;
  }
  // The reason stays, so the event must stay closed; the public does not see it.
  const bool unseen = audience_ == Audience::kPublic;
  plan.sealed = !unseen && (plan.sealed || IsClosedTo(audience_, plan.event));
  Write(schedule::RefuseBooking, [&](int twin, v1::RefuseBookingRequest& request) {
    request.set_name(plan.event.name());
    name_approver(request);
    if (plan.sealed || unseen) *request.mutable_reason() = secrets_.Text(twin);
  });
}

void Maker::Prioritize() {
  if (plans_.empty()) return;
  const std::string name = Any().event.name();
  const int order = Below(random_, 7) - 3;
  Write(schedule::PrioritizeHold, [&](int, v1::PrioritizeHoldRequest& request) {
    request.set_name(name);
    request.set_booking("place");
    request.set_order(order);
  });
}

void Maker::Close() {
  const auto spaces = SpaceNames();
  const std::string& space = spaces[Below(random_, spaces.size())];
  v1::Closure closure;
  closure.add_spaces(space);
  const absl::CivilDay day = kFirstDay + Below(random_, kDays);
  *closure.mutable_period()->mutable_dated()->mutable_first_day() = schedule::ToDate(day);
  *closure.mutable_period()->mutable_dated()->mutable_last_day() = schedule::ToDate(day);
  Write(schedule::CreateClosure, [&](int twin, v1::CreateClosureRequest& request) {
    request.set_parent(space.substr(0, space.find("/spaces/")));
    request.set_closure_id(absl::StrCat("c", closures_));
    *request.mutable_closure() = closure;
    if (audience_ == Audience::kPublic) {
      (*request.mutable_closure()->mutable_external_ids())["crm"] = secrets_.Word(twin);
    }
  });
  ++closures_;
}

// Ends what was waived for its seats.
void Maker::ChangeSpace() {
  const std::string name = VenueNames()[Below(random_, kVenues)] + "/spaces/hall";
  const int seats = 200 + Below(random_, 100);
  Write(schedule::UpdateSpace, [&](int twin, v1::UpdateSpaceRequest& request) {
    v1::GetSpaceRequest get;
    get.set_name(name);
    auto stored = twins_.of(twin).Run(schedule::GetSpace, get);
    ASSERT_TRUE(stored.ok()) << stored.status();
    request.mutable_space()->set_name(name);
    request.mutable_space()->set_etag(stored->space().etag());
    request.mutable_space()->set_seats(seats);
    if (audience_ == Audience::kPublic) {
      (*request.mutable_space()->mutable_external_ids())["crm"] = secrets_.Word(twin);
    }
  });
}

// Confirmed events are outside of them then, those that were accepted too.
void Maker::ChangeHours() {
  const std::string name = VenueNames()[Below(random_, kVenues)];
  v1::Venue hours;
  for (int day = 1; day <= 7 && Chance(random_, 0.8); ++day) {
    v1::OpeningHours& stretch = *hours.add_opening_hours();
    stretch.set_day(static_cast<google::type::DayOfWeek>(day));
    stretch.mutable_open()->set_hours(8 + Below(random_, 4));
    stretch.mutable_close()->set_hours(14 + Below(random_, 10));
  }
  // A read lets the snapshots of streams go on, so both twins read.
  Write(schedule::UpdateVenue, [&](int twin, v1::UpdateVenueRequest& request) {
    *request.mutable_venue() = hours;
    request.mutable_venue()->set_name(name);
    request.mutable_venue()->set_etag(FindVenue(name, twin).etag());
    request.mutable_update_mask()->add_paths("opening_hours");
  });
}

v1::Venue Maker::FindVenue(const std::string& name, int twin) const {
  v1::GetVenueRequest request;
  request.set_name(name);
  auto stored = twins_.of(twin).Run(schedule::GetVenue, request);
  EXPECT_TRUE(stored.ok()) << stored.status();
  return stored.ok() ? stored->venue() : v1::Venue();
}

v1::Space Maker::FindSpace(const std::string& name) const {
  v1::GetSpaceRequest request;
  request.set_name(name);
  auto stored = twins_.of(0).Run(schedule::GetSpace, request);
  EXPECT_TRUE(stored.ok()) << stored.status();
  return stored.ok() ? stored->space() : v1::Space();
}

v1::Agreement Maker::FindAgreement(const std::string& name) const {
  v1::GetAgreementRequest request;
  request.set_name(name);
  auto stored = twins_.of(0).Run(schedule::GetAgreement, request);
  EXPECT_TRUE(stored.ok()) << stored.status();
  return stored.ok() ? stored->agreement() : v1::Agreement();
}

v1::Closure Maker::AnyClosure(Random& random) const {
  v1::ListClosuresRequest request;
  request.set_parent("venues/-");
  auto listed = twins_.of(0).Run(schedule::ListClosures, request);
  EXPECT_TRUE(listed.ok()) << listed.status();
  if (!listed.ok() || listed->closures().empty()) return v1::Closure();
  return listed->closures(Below(random, listed->closures_size()));
}

void Maker::Step() {
  if (audience_ == Audience::kPublic && Chance(random_, 0.3)) return StepInPublic();
  const int step = Below(random_, 100);
  if (step < 35) return Create();
  if (step < 55) return Update();
  if (step < 75) return Confirm();
  if (step < 78) return Cancel();
  if (step < 80) return Delete();
  if (step < 86) return Decide();
  if (step < 90) return Prioritize();
  if (step < 93) return Close();
  if (step < 95) return ChangeSpace();
  if (step < 96) return ChangeHours();
  twins_.Advance(absl::Hours(1 + Below(random_, 20)));
}

}  // namespace taqvim::privacy
