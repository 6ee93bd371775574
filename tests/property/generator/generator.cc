#include "tests/property/generator/generator.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/property/model/cities.h"
#include "tests/property/model/organizations.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {
namespace {

// Beyond so many, events are rather cancelled than created.
constexpr int kManyLive = 130;
constexpr int kManySpaces = 18;
constexpr int kManyClosures = 6;

struct VenueSetting {
  const char* id;
  const char* country;
  const char* city;
  v1::BookingPolicy policy;
};
// In the cities of culture days, whatever clocks they have in a scene. The museum is
// in the zone that moves, and stays there: what is over there may not be by other
// rules.
constexpr VenueSetting kVenues[] = {{"library", "UZ", "Tashkent", v1::BOOKING_POLICY_UNSPECIFIED},
                                    {"museum", "AZ", "Bakı", v1::BOOKING_POLICY_OPEN},
                                    {"palace", "DE", "Berlin", v1::BOOKING_POLICY_APPROVAL},
                                    {"annex", "DE", "Berlin", v1::BOOKING_POLICY_APPROVAL}};

// A wing of two halls of two rooms each, and what stands alone.
struct SpaceSetting {
  const char* id;
  std::vector<const char*> parts;
  int seats;
};
const SpaceSetting kSpaces[] = {{"room-a", {}, 40},
                                {"room-b", {}, 60},
                                {"room-c", {}, 0},
                                {"room-d", {}, 80},
                                {"corner", {}, 20},
                                {"hall", {"room-a", "room-b"}, 100},
                                {"gallery", {"room-c", "room-d"}, 0},
                                {"wing", {"hall", "gallery"}, 200},
                                {"stage", {}, 300}};

void AddHours(int day, int open, int close, v1::Venue& venue) {
  v1::OpeningHours& hours = *venue.add_opening_hours();
  hours.set_day(static_cast<google::type::DayOfWeek>(day));
  hours.mutable_open()->set_hours(open);
  hours.mutable_close()->set_hours(close);
}

}  // namespace

Beginning Generator::Begin() {
  Beginning begin;
  for (const std::string name : kOrganizations) {
    v1::CreateOrganizationRequest& request = begin.organizations.emplace_back();
    request.set_organization_id(name.substr(name.find('/') + 1));
    request.mutable_organization()->set_country("AZ");
    (*request.mutable_organization()->mutable_title())["en"] = request.organization_id();
  }
  for (const VenueSetting& setting : kVenues) {
    v1::CreateVenueRequest& venue = begin.venues.emplace_back();
    venue.set_venue_id(setting.id);
    venue.mutable_venue()->set_country(setting.country);
    venue.mutable_venue()->set_city(setting.city);
    venue.mutable_venue()->set_time_zone(ZoneOf(setting.id));
    venue.mutable_venue()->set_booking_policy(setting.policy);
    (*venue.mutable_venue()->mutable_title())["en"] = setting.id;
    if (absl::StrCat("venues/", setting.id) == kAnnex) continue;
    for (const SpaceSetting& space : kSpaces) {
      v1::CreateSpaceRequest& request = begin.spaces.emplace_back();
      request.set_parent(absl::StrCat("venues/", setting.id));
      request.set_space_id(space.id);
      request.mutable_space()->set_seats(space.seats);
      (*request.mutable_space()->mutable_title())["en"] = space.id;
      for (const char* part : space.parts) {
        request.mutable_space()->add_parts(absl::StrCat(request.parent(), "/spaces/", part));
      }
    }
  }
  v1::CreateSpaceRequest& room = begin.spaces.emplace_back();
  room.set_parent(kAnnex);
  room.set_space_id("room");
  (*room.mutable_space()->mutable_title())["en"] = "room";
  for (int i = 0; i < 8; ++i) {
    v1::CreateParticipantRequest& request = begin.participants.emplace_back();
    request.set_participant_id(absl::StrCat("p", i));
    (*request.mutable_participant()->mutable_title())["en"] = request.participant_id();
    // Half of them belong to somebody; two of those approve their bookings.
    if (i < 4) continue;
    request.mutable_participant()->set_organization(i < 7 ? "organizations/guests"
                                                          : "organizations/owner");
    if (i % 2 == 1) {
      request.mutable_participant()->set_booking_policy(v1::BOOKING_POLICY_APPROVAL);
    }
  }
  return begin;
}

int64_t Generator::FirstMoment() { return (ChangeDay() - 2) * kDay + Below(kDay); }

std::string Generator::ZoneOf(const std::string& venue) const {
  if (venue == "museum") return kMovingZone;
  return scene_.zones[venue == "library" ? 0 : 1];
}

std::string Generator::NewRules() { return Pick(scene_.zones); }

std::string Generator::Zone() { return Chance(30) ? kMovingZone : Pick(scene_.zones); }

std::vector<std::string> Generator::Some(std::vector<std::string> names, int most) {
  std::vector<std::string> some;
  const int count = Below(most + 1);
  while (some.size() < count && !names.empty()) {
    const int at = Below(static_cast<int>(names.size()));
    some.push_back(names[at]);
    names.erase(names.begin() + at);
  }
  return some;
}

std::string Generator::Venue() {
  for (;;) {
    const std::string& name = Pick(world_.venues).first;
    if (name != kAnnex) return name;
  }
}

std::vector<std::string> Generator::SpacesOf(const std::string& venue, bool archived_too) {
  std::vector<std::string> names;
  for (const auto& [name, space] : world_.spaces) {
    if (VenueOf(name) != venue) continue;
    if (archived_too || !space.message.archived()) names.push_back(name);
  }
  return names;
}

std::string Generator::Space(const std::string& venue) {
  return Pick(SpacesOf(venue, /*archived_too=*/Chance(3)));
}

// Of that state if there are any; seldom one that is not live, or none at all.
std::string Generator::LiveEvent(v1::EventState state) {
  if (Chance(1)) return "events/nowhere";
  if (Chance(3) && !world_.events.empty()) return Pick(world_.events).first;
  std::vector<std::string> names;
  for (const std::string& name : world_.live) {
    if (world_.events.at(name).message.state() == state) names.push_back(name);
  }
  if (!names.empty()) return Pick(names);
  return world_.live.empty() ? "events/nowhere" : Pick(world_.live);
}

std::string Generator::Programme() {
  std::vector<std::string> names;
  for (const std::string& name : world_.live) {
    if (world_.events.at(name).message.has_culture_days()) names.push_back(name);
  }
  return names.empty() ? "" : Pick(names);
}

v1::Closure Generator::Closure(const std::string& venue) {
  v1::Closure closure;
  *closure.mutable_period() = DatedPeriod(Day());
  if (Chance(30)) *closure.mutable_period() = TimedPeriod(Day());
  for (const std::string& space : Some(SpacesOf(venue, Chance(3)), 2)) closure.add_spaces(space);
  (*closure.mutable_reason())["en"] = absl::StrCat("building work ", Below(3));
  return closure;
}

Request Generator::ClosureRequest() {
  const int size = static_cast<int>(world_.closures.size());
  if (size == 0 || (size < kManyClosures && Chance(50))) {
    v1::CreateClosureRequest request;
    request.set_parent(Venue());
    request.set_closure_id(absl::StrCat("c", next_id_++));
    *request.mutable_closure() = Closure(request.parent());
    return request;
  }
  const auto& [name, stored] = Pick(world_.closures);
  if (Chance(50)) {
    v1::DeleteClosureRequest request;
    request.set_name(name);
    request.set_etag(Etag(stored.etag));
    return request;
  }
  v1::UpdateClosureRequest request;
  *request.mutable_closure() = Closure(VenueOf(name));
  request.mutable_closure()->set_name(name);
  request.mutable_closure()->set_etag(Etag(stored.etag));
  for (const std::string& path : Some({"period", "spaces", "reason"}, 3)) {
    request.mutable_update_mask()->add_paths(path);
  }
  if (request.update_mask().paths().empty()) request.mutable_update_mask()->add_paths("reason");
  return request;
}

Request Generator::SpaceRequest() {
  const std::string venue = Venue();
  const std::vector<std::string> spaces = SpacesOf(venue, /*archived_too=*/true);
  if (spaces.size() < kManySpaces && Chance(30)) {
    v1::CreateSpaceRequest request;
    request.set_parent(venue);
    request.set_space_id(absl::StrCat("s", next_id_++));
    request.mutable_space()->set_seats(Below(3) * 50);
    (*request.mutable_space()->mutable_title())["en"] = request.space_id();
    if (Chance(50)) {
      for (const auto& part : Some(SpacesOf(venue, Chance(3)), 3)) {
        request.mutable_space()->add_parts(part);
      }
    }
    return request;
  }
  const std::string name = Space(venue);
  const auto& stored = world_.spaces.at(name);
  if (Chance(30)) {
    v1::DeleteSpaceRequest request;
    request.set_name(name);
    request.set_etag(Etag(stored.etag));
    return request;
  }
  v1::UpdateSpaceRequest request;
  request.mutable_space()->set_name(name);
  request.mutable_space()->set_etag(Etag(stored.etag));
  if (Chance(stored.message.archived() ? 60 : 25)) {
    request.mutable_update_mask()->add_paths("archived");
    request.mutable_space()->set_archived(!stored.message.archived());
    return request;
  }
  if (Chance(25)) {
    request.mutable_update_mask()->add_paths("seats");
    request.mutable_space()->set_seats(Below(5) * 50);
    return request;
  }
  request.mutable_update_mask()->add_paths("parts");
  for (const auto& part : Some(SpacesOf(venue, Chance(3)), 3)) {
    request.mutable_space()->add_parts(part);
  }
  return request;
}

v1::UpdateVenueRequest Generator::VenueRequest() {
  const auto& [name, stored] = Pick(world_.venues);
  v1::UpdateVenueRequest request;
  v1::Venue& venue = *request.mutable_venue();
  venue.set_name(name);
  venue.set_etag(Etag(stored.etag));
  const bool is_annex = name == kAnnex;
  if (Chance(40) && !is_annex && stored.message.time_zone() != kMovingZone) {
    request.mutable_update_mask()->add_paths("time_zone");
    venue.set_time_zone(Pick(scene_.zones));
    return request;
  }
  if (is_annex || Chance(30)) {
    request.mutable_update_mask()->add_paths("booking_policy");
    const bool approves = stored.message.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
    venue.set_booking_policy(approves ? v1::BOOKING_POLICY_OPEN : v1::BOOKING_POLICY_APPROVAL);
    return request;
  }
  if (Chance(15)) {
    // Of the stops of culture days, in another spelling or the same.
    request.mutable_update_mask()->add_paths("city");
    venue.set_city(std::string(kSpellingsOf[Below(kCities)][Below(kSpellings)]));
    return request;
  }
  if (Chance(15)) {
    request.mutable_update_mask()->add_paths("booking_limits");
    v1::BookingLimits& limits = *venue.mutable_booking_limits();
    if (Chance(30)) limits.mutable_notice()->set_seconds((1 + Below(48)) * 3600);
    if (Chance(30)) limits.set_days_ahead(5 + Below(40));
    if (Chance(30)) limits.mutable_longest()->set_seconds((2 + Below(70)) * 3600);
    if (Chance(40)) venue.clear_booking_limits();
    return request;
  }
  request.mutable_update_mask()->add_paths("opening_hours");
  const int kind = Below(3);
  for (int day = 1; day <= 7 && kind > 0; ++day) {
    if (kind == 1) {
      AddHours(day, 9, 20, venue);
    } else if (day != 1) {
      // Over the night, but for that to Monday.
      AddHours(day, 0, 2, venue);
      AddHours(day, 8, 24, venue);
    }
  }
  return request;
}

// Of one that belongs to somebody: another policy, more often than not; or another
// organization, seldom none.
v1::UpdateParticipantRequest Generator::ParticipantRequest() {
  auto at = world_.participants.begin();
  std::advance(at, 4 + Below(4));
  v1::UpdateParticipantRequest request;
  v1::Participant& participant = *request.mutable_participant();
  participant.set_name(at->first);
  participant.set_etag(Etag(at->second.etag));
  if (Chance(60)) {
    request.mutable_update_mask()->add_paths("booking_policy");
    const bool approves = at->second.message.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
    participant.set_booking_policy(approves ? v1::BOOKING_POLICY_OPEN
                                            : v1::BOOKING_POLICY_APPROVAL);
  } else {
    request.mutable_update_mask()->add_paths("organization");
    if (Chance(90)) participant.set_organization(Owner());
  }
  return request;
}

// Weights in percent.
Request Generator::Next() {
  const int choice = Below(100);
  if (choice < 5) return ClosureRequest();
  if (choice < 10) return SpaceRequest();
  if (choice < 13) return VenueRequest();
  if (choice < 14 && MayMove()) return v1::RederiveTimesRequest();
  if (choice < 16) return ParticipantRequest();
  if (choice < 19) return AgreementRequest();
  if (choice < 22) return PublishRequest();
  return EventRequest();
}

bool Generator::MayMove() const {
  constexpr int kMostInARevision = 80;
  int there = 0;
  for (const std::string& name : world_.live) {
    const auto& bookings = world_.events.at(name).message.bookings();
    const bool moves = std::any_of(bookings.begin(), bookings.end(),
                                   [](const auto& one) { return one.time_zone() == kMovingZone; });
    if (moves) ++there;
  }
  return there <= kMostInARevision;
}

Request Generator::EventRequest() {
  const bool many = world_.live.size() > kManyLive;
  const auto tentative = v1::EVENT_STATE_TENTATIVE, confirmed = v1::EVENT_STATE_CONFIRMED;
  const int choice = Below(100);
  if (choice < (many ? 4 : 27)) return Create();
  if (choice < (many ? 8 : 42)) return CreateConfirmed(1);
  if (choice < 47) return Confirm(LiveEvent(tentative));
  if (choice < 51) return Decision();
  if (choice < 72) return Update(LiveEvent(Chance(60) ? confirmed : tentative));
  if (choice < 80) return Chance(12) ? ChangePartners() : Swap();
  if (choice < 90) return Chance(5) ? CreateConfirmed(20) : Batch();
  if (choice < 92) return Delete();
  if (choice < 95) return Prioritize();
  return Cancel(LiveEvent(Chance(70) ? confirmed : tentative));
}

}  // namespace taqvim::property
