#include "server/schedule/claims/booking_facts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::Kind;
using storage::Link;
using storage::LinkRole;

// What it takes to hold a booking against those that are stored; and how many links or
// atoms are passed over for a unit of work.
constexpr int64_t kUnitsOfABooking = 32;
constexpr size_t kLinksAUnit = 16;

// Whether the event refers to the resource of that name in any way.
bool RefersTo(const v1::Event& event, std::string_view name) {
  if (event.owner() == name || event.agreement() == name) return true;
  const auto& collections = event.exhibition().collections();
  if (std::find(collections.begin(), collections.end(), name) != collections.end()) return true;
  for (const v1::Partner& partner : event.partners()) {
    if (partner.organization() == name) return true;
  }
  for (const v1::Booking& booking : event.bookings()) {
    if (BookedName(booking) == name) return true;
    const auto& excepted = booking.excepted_spaces();
    if (std::find(excepted.begin(), excepted.end(), name) != excepted.end()) return true;
  }
  return false;
}

// Whether the booking says something else than the one of its id did before.
bool IsAltered(const v1::Event& before, const v1::Event& after, const v1::Booking& booking) {
  for (const v1::Booking& old : before.bookings()) {
    if (old.id() != booking.id()) continue;
    return !MessageDifferencer::Equals(old, booking) ||
           !MessageDifferencer::Equals(PeriodOf(before, old), PeriodOf(after, booking)) ||
           before.recurrence().rule() != after.recurrence().rule();
  }
  return true;
}

// Whether the booking says a time, or the zone of it, that its event did not say
// before: of a period of its own the booking itself did not, of the event's none
// of those that have it.
bool SaysTimeAnew(const v1::Event& before, const v1::Event& after, const v1::Booking& booking) {
  const v1::Period& period = PeriodOf(after, booking);
  return std::none_of(
      before.bookings().begin(), before.bookings().end(), [&](const v1::Booking& old) {
        const bool alike = booking.has_period() ? old.id() == booking.id() : !old.has_period();
        return alike && old.time_zone() == booking.time_zone() &&
               MessageDifferencer::Equals(PeriodOf(before, old), period);
      });
}

// Fetches and checks for one event; the errors go where the scope is.
class Fetcher {
 public:
  Fetcher(storage::Snapshot& snapshot, v1::Event& event, const v1::Event& before, bool written,
          FieldErrors& errors)
      : snapshot_(snapshot), event_(event), before_(before), written_(written), errors_(errors) {}

  absl::StatusOr<EventFacts> Run();

 private:
  absl::Status FetchReferences();
  absl::Status FetchBooking(v1::Booking& booking);
  absl::Status FetchVenue(std::string_view name, BookingFacts& facts);
  absl::Status FetchAtoms(const v1::Booking& booking, BookingFacts& facts);
  void FindZones();
  std::string ZoneOfParticipants(const std::set<std::string>& venue_zones) const;
  bool FindZoneOf(const std::set<std::string>& venue_zones, v1::Booking& booking,
                  BookingFacts& facts);
  void ReadPeriod(int index);
  std::optional<storage::Interval> AnnouncedOf(int index);
  std::optional<storage::Interval> IntervalInZone(int index);
  void CheckOwnPeriod(const std::set<std::string>& venue_zones);
  void GiveIds();

  // The resource a field refers to; null, with an error added, when it cannot
  // be referred to.
  absl::StatusOr<std::shared_ptr<const storage::Resource>> Refer(std::string_view field, Kind kind,
                                                                 std::string_view name,
                                                                 LinkRole role);

  storage::Snapshot& snapshot_;
  v1::Event& event_;
  const v1::Event& before_;
  const bool written_;
  FieldErrors& errors_;
  EventFacts facts_;
  // By zone, when the event's own period is there; unset when it is not in order.
  std::map<std::string, std::optional<storage::Interval>> own_period_;
};

absl::StatusOr<std::shared_ptr<const storage::Resource>> Fetcher::Refer(std::string_view field,
                                                                        Kind kind,
                                                                        std::string_view name,
                                                                        LinkRole role) {
  auto found = snapshot_.Find(kind, name);
  if (!found.ok()) return found;
  auto resource = *found;
  if (!resource) {
    errors_.AddMissing(field, name, "does not exist; create it first.");
    return nullptr;
  }
  if (resource->archived && !RefersTo(before_, name)) {
    errors_.AddMissing(field, name, "is archived and cannot be used anew.");
    return nullptr;
  }
  const Link link{role, resource->id};
  snapshot_.work().Count(static_cast<int64_t>(facts_.links.size() / kLinksAUnit));
  if (std::find(facts_.links.begin(), facts_.links.end(), link) == facts_.links.end()) {
    facts_.links.push_back(link);
  }
  return resource;
}

absl::Status Fetcher::FetchReferences() {
  auto refer = [this](std::string_view field, Kind kind, std::string_view name, LinkRole role) {
    return name.empty() ? absl::OkStatus() : Refer(field, kind, name, role).status();
  };
  RETURN_IF_ERROR(refer("owner", Kind::kOrganization, event_.owner(), LinkRole::kOwner));
  RETURN_IF_ERROR(refer("agreement", Kind::kAgreement, event_.agreement(), LinkRole::kAgreement));
  const auto& collections = event_.exhibition().collections();
  for (int i = 0; i < collections.size(); ++i) {
    RETURN_IF_ERROR(refer(absl::StrCat("exhibition.collections[", i, "]"), Kind::kParticipant,
                          collections[i], LinkRole::kCollection));
  }
  for (int i = 0; i < event_.partners_size(); ++i) {
    RETURN_IF_ERROR(refer(absl::StrCat("partners[", i, "].organization"), Kind::kOrganization,
                          event_.partners(i).organization(), LinkRole::kPartner));
  }
  return absl::OkStatus();
}

absl::Status Fetcher::FetchVenue(std::string_view name, BookingFacts& facts) {
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kVenue, name));
  if (!resource)
    return Internal(absl::StrCat("the venue ", std::string(name), " of a space is missing"));
  ASSIGN_OR_RETURN(auto venue, ReadShared<v1::Venue>(*resource));
  facts.venue = std::move(venue);
  return absl::OkStatus();
}

absl::Status Fetcher::FetchAtoms(const v1::Booking& booking, BookingFacts& facts) {
  if (booking.has_participant()) {
    facts.atoms = {facts.resource->id};
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto atoms, booking.has_space() ? AtomsOfSpace(snapshot_, *facts.resource)
                                                   : AtomsOfVenue(snapshot_, *facts.resource));
  facts.atoms = std::move(atoms);
  for (int i = 0; i < booking.excepted_spaces_size(); ++i) {
    const std::string field = absl::StrCat("excepted_spaces[", i, "]");
    const std::string& name = booking.excepted_spaces(i);
    ASSIGN_OR_RETURN(auto excepted, Refer(field, Kind::kSpace, name, LinkRole::kExcepted));
    if (!excepted) continue;
    ASSIGN_OR_RETURN(auto without, AtomsOfSpace(snapshot_, *excepted));
    for (storage::ResourceId atom : without) {
      snapshot_.work().Count(static_cast<int64_t>(facts.atoms.size() / kLinksAUnit));
      auto at = std::find(facts.atoms.begin(), facts.atoms.end(), atom);
      if (at != facts.atoms.end()) facts.atoms.erase(at);
    }
  }
  return absl::OkStatus();
}

absl::Status Fetcher::FetchBooking(v1::Booking& booking) {
  BookingFacts& facts = facts_.bookings.emplace_back();
  const bool space = booking.has_space();
  const std::string& name = BookedName(booking);
  const Kind kind = space ? Kind::kSpace : booking.has_venue() ? Kind::kVenue : Kind::kParticipant;
  const std::string_view field = space ? "space" : booking.has_venue() ? "venue" : "participant";
  ASSIGN_OR_RETURN(auto resource, Refer(field, kind, name, LinkRole::kBooked));
  facts.resource = resource;
  if (!facts.resource) return absl::OkStatus();
  if (booking.has_participant()) {
    ASSIGN_OR_RETURN(auto message, ReadShared<v1::Participant>(*facts.resource));
    facts.participant = std::move(message);
  } else {
    RETURN_IF_ERROR(FetchVenue(space ? VenueOf(name) : std::string_view(name), facts));
  }
  if (space) {
    ASSIGN_OR_RETURN(auto message, ReadShared<v1::Space>(*facts.resource));
    facts.space = std::move(message);
  }
  return FetchAtoms(booking, facts);
}

// The zone of a participant's booking that names none; empty when the event's
// venues do not settle it either.
std::string Fetcher::ZoneOfParticipants(const std::set<std::string>& venue_zones) const {
  if (!event_.time_zone().empty()) return event_.time_zone();
  return venue_zones.size() == 1 ? *venue_zones.begin() : "";
}

// When the booking's period is; unset, with errors added, when it does not occur
// in its zone. What stands is not held against the zone again.
std::optional<storage::Interval> Fetcher::IntervalInZone(int index) {
  const v1::Booking& booking = event_.bookings(index);
  const BookingFacts& facts = facts_.bookings[index];
  const v1::Period& period = PeriodOf(event_, booking);
  if (facts.altered && SaysTimeAnew(before_, event_, booking)) {
    const int errors_before = errors_.count();
    FieldErrors::Scope scope(
        errors_, booking.has_period() ? absl::StrCat("bookings[", index, "].period") : "period");
    CheckPeriodInZone(period, facts.zone, errors_);
    if (errors_.count() != errors_before) return std::nullopt;
  }
  return IntervalOf(period, facts.zone);
}

// The same, but the event's own period is looked at once for all bookings that
// have none: what is wrong with it is said once, too.
std::optional<storage::Interval> Fetcher::AnnouncedOf(int index) {
  const v1::Booking& booking = event_.bookings(index);
  if (booking.has_period() || !facts_.bookings[index].altered) return IntervalInZone(index);
  const auto judged = own_period_.find(booking.time_zone());
  if (judged != own_period_.end()) return judged->second;
  return own_period_[booking.time_zone()] = IntervalInZone(index);
}

void Fetcher::ReadPeriod(int index) {
  const std::optional<storage::Interval> announced = AnnouncedOf(index);
  if (!announced.has_value()) return;
  const v1::Booking& booking = event_.bookings(index);
  const v1::Period& period = PeriodOf(event_, booking);
  BookingFacts& facts = facts_.bookings[index];
  facts.timed = period.has_timed();
  facts.announced = *announced;
  facts.occupied = OccupiedInterval(booking, period, *announced, facts.zone);
}

// Finds the zone of the booking; false, with an error added, when it has none.
bool Fetcher::FindZoneOf(const std::set<std::string>& venue_zones, v1::Booking& booking,
                         BookingFacts& facts) {
  const std::string zone = facts.venue ? facts.venue->time_zone() : ZoneOfParticipants(venue_zones);
  if (booking.time_zone().empty()) booking.set_time_zone(zone);
  facts.altered = written_ && IsAltered(before_, event_, booking);
  // What stands may be in the zone that the venue had.
  if (facts.altered && facts.venue && booking.time_zone() != zone) {
    errors_.Add("time_zone", absl::StrCat("is ", booking.time_zone(), ", but the venue is in ",
                                          zone, "; leave it out."));
    return false;
  }
  if (booking.time_zone().empty()) {
    errors_.Add("time_zone",
                "is needed, as the event's venues do not say one zone; name it here or in the "
                "event, such as Asia/Tashkent.");
    return false;
  }
  auto found = FindZone(booking.time_zone());
  if (!found.ok()) {
    errors_.Add("time_zone", std::string(found.status().message()));
    return false;
  }
  facts.zone = *found;
  return true;
}

void Fetcher::FindZones() {
  std::set<std::string> venue_zones;
  for (const BookingFacts& facts : facts_.bookings) {
    if (facts.venue) venue_zones.insert(facts.venue->time_zone());
  }
  for (int i = 0; i < event_.bookings_size(); ++i) {
    BookingFacts& facts = facts_.bookings[i];
    if (!facts.resource) continue;
    std::optional<FieldErrors::Scope> scope(std::in_place, errors_, "bookings", i);
    const bool settled = FindZoneOf(venue_zones, *event_.mutable_bookings(i), facts);
    scope.reset();  // the period may be that of the event
    if (settled) ReadPeriod(i);
  }
  CheckOwnPeriod(venue_zones);
}

// The event's own period, where no booking has judged it.
void Fetcher::CheckOwnPeriod(const std::set<std::string>& venue_zones) {
  if (!event_.has_period()) return;
  for (const v1::Booking& booking : event_.bookings()) {
    if (!booking.has_period()) return;
  }
  if (MessageDifferencer::Equals(event_.period(), before_.period())) return;
  const std::string name = ZoneOfParticipants(venue_zones);
  if (name.empty()) {
    if (event_.period().has_timed()) {
      errors_.Add("time_zone",
                  "is needed for the times of the period; name it, such as Asia/Tashkent.");
    }
    return;
  }
  auto zone = FindZone(name);
  if (!zone.ok()) {
    errors_.Add("time_zone", std::string(zone.status().message()));
    return;
  }
  FieldErrors::Scope scope(errors_, "period");
  CheckPeriodInZone(event_.period(), *zone, errors_);
}

void Fetcher::GiveIds() {
  std::set<std::string> taken;
  for (const v1::Booking& booking : event_.bookings()) {
    if (!booking.id().empty()) taken.insert(booking.id());
  }
  int next = 1;
  for (v1::Booking& booking : *event_.mutable_bookings()) {
    if (!booking.id().empty()) continue;
    std::string id;
    do id = absl::StrCat("b", next++);
    while (taken.contains(id));
    booking.set_id(std::move(id));
  }
}

absl::StatusOr<EventFacts> Fetcher::Run() {
  if (!snapshot_.work().Count(kUnitsOfABooking * (1 + event_.bookings_size()))) {
    return snapshot_.work().status();
  }
  RETURN_IF_ERROR(FetchReferences());
  GiveIds();
  facts_.bookings.reserve(event_.bookings_size());
  for (int i = 0; i < event_.bookings_size(); ++i) {
    FieldErrors::Scope scope(errors_, "bookings", i);
    RETURN_IF_ERROR(FetchBooking(*event_.mutable_bookings(i)));
  }
  FindZones();
  return std::move(facts_);
}

}  // namespace

absl::StatusOr<EventFacts> FetchFacts(storage::Snapshot& snapshot, v1::Event& event,
                                      const v1::Event& before, bool written, FieldErrors& errors) {
  return Fetcher(snapshot, event, before, written, errors).Run();
}

}  // namespace taqvim::schedule
