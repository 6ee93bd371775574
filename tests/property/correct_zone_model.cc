// What follows for events when the time zone of a venue is corrected, or the rules
// of one change.
#include <algorithm>

#include "tests/property/event_writes_model.h"
#include "tests/property/standing_model.h"

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
  return std::any_of(event.claims.begin(), event.claims.end(),
                     [now](const Claim& claim) { return claim.span.end > now - 2 * kDay; });
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
    std::set<int> unfinished;
    for (const Claim& claim : stored.claims) {
      if (claim.span.end > world_.now) unfinished.insert(claim.booking);
    }
    const auto& bookings = stored.message.bookings();
    const bool here = std::any_of(bookings.begin(), bookings.end(),
                                  [&](const v1::Booking& one) { return IsAt(one, venue); });
    if (unfinished.empty() || !here) continue;
    Stored<v1::Event>& corrected = corrected_[name] = stored;
    for (int i : unfinished) {
      v1::Booking& booking = *corrected.message.mutable_bookings(i);
      const bool follows = Follows(stored.message, booking, venue);
      if (follows && booking.time_zone() == before) booking.set_time_zone(zone);
    }
    TakeUp(name, corrected).written = true;
  }
  return Move();
}

Verdict EventWritesModel::Rederive() {
  reexpanding_ = true;
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& stored = world_.events.at(name);
    const auto& bookings = stored.message.bookings();
    const bool there = std::any_of(bookings.begin(), bookings.end(), [](const v1::Booking& one) {
      return one.time_zone() == kMovingZone;
    });
    if (there && MayBeAhead(stored, world_.now)) TakeUp(name, stored).written = true;
  }
  const std::map<std::string, Stored<v1::Event>> events = world_.events;
  Verdict verdict = Move();
  for (const auto& [name, before] : events) {
    if (PlacesOf(before.claims) != PlacesOf(world_.events.at(name).claims)) {
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
    if (events.at(owner).claims == world_.events.at(owner).claims) continue;
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
