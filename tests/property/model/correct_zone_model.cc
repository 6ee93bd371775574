// What follows for events when the time zone of a venue is corrected, or the rules
// of one change.
#include <algorithm>

#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

bool IsAt(const v1::Booking& booking, const std::string& venue) {
  return !booking.has_participant() && VenueOf(BookedName(booking)) == venue;
}

// Whether a booking in the zone goes with the venue: it is there, or a
// participant's that nothing but the venue gave its zone.
bool Follows(const v1::Event& event, const v1::Booking& booking, const std::string& venue) {
  if (!booking.has_participant()) return IsAt(booking, venue);
  if (!event.time_zone().empty()) return false;
  return std::all_of(
      event.bookings().begin(), event.bookings().end(),
      [&](const v1::Booking& other) { return other.has_participant() || IsAt(other, venue); });
}

// Whether a booking in the zone that moves may not be over, by whatever rules.
bool MayBeAhead(const Stored<v1::Event>& event, int64_t now) {
  const std::vector<Claim> claims = AllClaims(event);
  return std::any_of(claims.begin(), claims.end(),
                     [now](const Claim& claim) { return claim.span.end > now - 2 * kDay; });
}

// Puts those of these bookings that go with the venue, and have such a claim, into its zone.
void Correct(const v1::Event& event, const std::vector<Claim>& claims, const std::string& venue,
             const std::string& before, const std::string& zone, int64_t now,
             google::protobuf::RepeatedPtrField<v1::Booking>& bookings) {
  for (const Claim& claim : claims) {
    if (claim.span.end <= now) continue;
    v1::Booking& booking = bookings[claim.booking];
    const bool follows = Follows(event, booking, venue);
    if (follows && booking.time_zone() == before) booking.set_time_zone(zone);
  }
}

// What is taken when, whatever it does to others.
std::set<std::tuple<std::string, Span>> PlacesOf(const std::vector<Claim>& claims) {
  std::set<std::tuple<std::string, Span>> places;
  for (const Claim& claim : claims) places.insert({claim.atom, claim.span});
  return places;
}

}  // namespace

Verdict EventWritesModel::CorrectZone(const std::string& venue, const std::string& before) {
  reexpanding_ = true;
  const std::string& zone = world_.venues.at(venue).message.time_zone();
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& stored = world_.events.at(name);
    const std::vector<Claim> all = AllClaims(stored);
    const bool unfinished = std::any_of(
        all.begin(), all.end(), [&](const Claim& claim) { return claim.span.end > world_.now; });
    const auto is_here = [&](const v1::Booking& one) { return IsAt(one, venue); };
    const v1::Event& event = stored.message;
    const auto& of_move = event.move().bookings();
    const bool here =
        std::any_of(event.bookings().begin(), event.bookings().end(), is_here) ||
        (IsMovePending(event) && std::any_of(of_move.begin(), of_move.end(), is_here));
    if (!unfinished || !here) continue;
    Stored<v1::Event>& corrected = corrected_[name] = stored;
    Correct(event, stored.claims, venue, before, zone, world_.now,
            *corrected.message.mutable_bookings());
    if (IsMovePending(event)) {
      Correct(AsMoved(event), stored.move_claims, venue, before, zone, world_.now,
              *corrected.message.mutable_move()->mutable_bookings());
    }
    TakeUp(name, corrected).written = true;
  }
  return Move();
}

Verdict EventWritesModel::Rederive() {
  reexpanding_ = true;
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& stored = world_.events.at(name);
    const auto is_there = [](const v1::Booking& one) { return one.time_zone() == kMovingZone; };
    const auto& bookings = stored.message.bookings();
    const auto& of_move = stored.message.move().bookings();
    const bool there =
        std::any_of(bookings.begin(), bookings.end(), is_there) ||
        (IsMovePending(stored.message) && std::any_of(of_move.begin(), of_move.end(), is_there));
    if (there && MayBeAhead(stored, world_.now)) TakeUp(name, stored).written = true;
  }
  const std::map<std::string, Stored<v1::Event>> events = world_.events;
  Verdict verdict = Move();
  for (const auto& [name, before] : events) {
    if (PlacesOf(AllClaims(before)) != PlacesOf(AllClaims(world_.events.at(name)))) {
      verdict.moved.insert(name);
    }
  }
  return verdict;
}

// Nothing is judged; what collides is told.
Verdict EventWritesModel::Move() {
  const std::map<std::string, Stored<v1::Event>> events = world_.events;
  ClaimAll();
  Verdict verdict = Finish(/*blocked=*/false);
  for (const std::string& owner : verdict.owners) {
    if (AllClaims(events.at(owner)) == AllClaims(world_.events.at(owner))) continue;
    for (const v1::StandingConflict& found : StandingOf(world_, owner)) {
      if (found.kind() != v1::CONFLICT_KIND_CONTESTED &&
          found.kind() != v1::CONFLICT_KIND_OUTSIDE_HOST) {
        continue;
      }
      verdict.conflicts.push_back(found.conflict());
    }
  }
  SortConflicts(verdict.conflicts);
  return verdict;
}

}  // namespace taqvim::property
