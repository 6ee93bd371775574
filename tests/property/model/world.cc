#include "tests/property/model/world.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/cities.h"

namespace taqvim::property {
namespace {

// A space may be reached in several ways; what is below it then counts once.
void AddLeaves(const World& world, const std::string& name, std::set<std::string>& leaves) {
  const v1::Space& space = world.spaces.at(name).message;
  if (space.parts().empty()) leaves.insert(name);
  for (const std::string& part : space.parts()) AddLeaves(world, part, leaves);
}

}  // namespace

const std::string& BookedName(const v1::Booking& booking) {
  if (booking.has_space()) return booking.space();
  return booking.has_venue() ? booking.venue() : booking.participant();
}

const v1::Period& PeriodOf(const v1::Event& event, const v1::Booking& booking) {
  return booking.has_period() ? booking.period() : event.period();
}

std::string VenueOf(const std::string& name) {
  return name.substr(0, name.find('/', name.find('/') + 1));
}

std::set<std::string> AtomsOfSpace(const World& world, const std::string& name) {
  std::set<std::string> atoms;
  AddLeaves(world, name, atoms);
  return atoms;
}

std::set<std::string> AtomsOfVenue(const World& world, const std::string& name) {
  std::set<std::string> atoms = {name};
  for (const auto& [space, stored] : world.spaces) {
    if (VenueOf(space) == name) AddLeaves(world, space, atoms);
  }
  return atoms;
}

std::set<std::string> AtomsOfBooking(const World& world, const v1::Booking& booking) {
  if (booking.has_participant()) return {booking.participant()};
  std::set<std::string> atoms = booking.has_space() ? AtomsOfSpace(world, booking.space())
                                                    : AtomsOfVenue(world, booking.venue());
  for (const std::string& excepted : booking.excepted_spaces()) {
    for (const std::string& atom : AtomsOfSpace(world, excepted)) atoms.erase(atom);
  }
  return atoms;
}

std::vector<Claim> ClaimsOfClosure(const World& world, const v1::Closure& closure) {
  const std::string venue = VenueOf(closure.name());
  std::set<std::string> atoms;
  for (const std::string& space : closure.spaces()) AddLeaves(world, space, atoms);
  if (closure.spaces().empty()) atoms = AtomsOfVenue(world, venue);
  const Span span = Announced(closure.period(), world.venues.at(venue).message.time_zone());
  std::vector<Claim> claims;
  for (const std::string& atom : atoms) {
    claims.push_back(
        {.atom = atom, .span = span, .owner = closure.name(), .kind = Claim::Kind::kClosure});
  }
  return claims;
}

std::set<v1::ErrorReason> FaultsOf(const v1::Period& period, const std::string& zone) {
  std::set<v1::ErrorReason> faults;
  if (HasNoDay(period, zone)) faults.insert(v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  if (!period.has_timed()) return faults;
  for (const auto* time : {&period.timed().start(), &period.timed().end()}) {
    const Offsets offsets = OffsetsAt(WallSeconds(*time), zone);
    const int64_t said = time->utc_offset().seconds();
    const bool known = said == offsets.first || said == offsets.second;
    if (offsets.count == 0) {
      faults.insert(v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
    } else if (offsets.count == 2 && !time->has_utc_offset()) {
      faults.insert(v1::ERROR_REASON_LOCAL_TIME_AMBIGUOUS);
    } else if (time->has_utc_offset() && !known) {
      faults.insert(v1::ERROR_REASON_INVALID_FIELD);
    }
  }
  if (faults.empty() && TurnsAround(period, zone)) faults.insert(v1::ERROR_REASON_INVALID_FIELD);
  return faults;
}

namespace {

// Whether the venue is open at that minute of its wall clock.
bool IsOpen(const v1::Venue& venue, int64_t wall_seconds) {
  // 1970-01-01 was a Thursday; Monday is 1.
  const int64_t weekday = (wall_seconds / kDay + 3) % 7 + 1;
  const int64_t second = wall_seconds % kDay;
  for (const v1::OpeningHours& hours : venue.opening_hours()) {
    if (hours.day() != weekday) continue;
    const int64_t open = hours.open().hours() * 3600 + hours.open().minutes() * 60;
    const int64_t close = hours.close().hours() * 3600 + hours.close().minutes() * 60;
    if (open <= second && second < close) return true;
  }
  return venue.opening_hours().empty();
}

}  // namespace

// Minute by minute.
bool IsOpenDuring(const v1::Venue& venue, const Span& span, const std::string& zone) {
  if (venue.opening_hours().empty()) return true;
  for (int64_t at = span.start; at < span.end; at += 60) {
    if (!IsOpen(venue, WallAt(at, zone))) return false;
  }
  return true;
}

bool AreAlike(v1::CultureDays a, v1::CultureDays b) {
  for (v1::CultureDays* days : {&a, &b}) {
    days->clear_reciprocal();
    for (v1::Stop& stop : *days->mutable_stops()) {
      stop.set_city(std::string(kSpellingsOf[CityOf(stop.city())][0]));
    }
  }
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

bool Mirrors(const v1::CultureDays& a, const v1::CultureDays& b) {
  return a.guest_country() == b.host_country() && a.host_country() == b.guest_country();
}

bool MeetsStop(const v1::CultureDays& programme, const std::string& city, const Days& days) {
  for (const v1::Stop& stop : programme.stops()) {
    if (!city.empty() && !IsSameCity(city, stop.city())) continue;
    if (days.Overlaps({DayNumber(stop.first_day()), DayNumber(stop.last_day())})) return true;
  }
  return false;
}

Verdict Refused(absl::StatusCode code, v1::ErrorReason reason) {
  Verdict verdict;
  verdict.code = code;
  verdict.reasons = {reason};
  return verdict;
}

bool IsMovePending(const v1::Event& event) {
  const auto& approvals = event.move().approvals();
  return event.has_move() && std::none_of(approvals.begin(), approvals.end(), [](const auto& one) {
           return one.state() == v1::APPROVAL_STATE_REFUSED;
         });
}

v1::Event AsMoved(const v1::Event& event) {
  const v1::EventMove& move = event.move();
  v1::Event moved = event;
  moved.clear_move();
  moved.clear_confirm_time();
  moved.set_state(v1::EVENT_STATE_TENTATIVE);
  moved.clear_period();
  if (move.has_period()) *moved.mutable_period() = move.period();
  moved.clear_recurrence();
  if (move.has_recurrence()) *moved.mutable_recurrence() = move.recurrence();
  moved.set_time_zone(move.time_zone());
  *moved.mutable_bookings() = move.bookings();
  *moved.mutable_approvals() = move.approvals();
  *moved.mutable_holds() = move.holds();
  *moved.mutable_waivers() = move.waivers();
  *moved.mutable_ask_time() = move.ask_time();
  *moved.mutable_expire_time() = move.expire_time();
  return moved;
}

std::string MoveGroupOf(const v1::Event& event) {
  return IsMovePending(event) ? event.move().group() : "";
}

std::vector<Claim> AllClaims(const Stored<v1::Event>& event) {
  std::vector<Claim> all = event.claims;
  for (Claim claim : event.move_claims) {
    claim.booking += kFirstOfMove;
    all.push_back(claim);
  }
  return all;
}

void SortConflicts(std::vector<v1::Conflict>& conflicts) {
  auto key = [](const v1::Conflict& c) {
    return std::make_tuple(
        c.item(), c.event(), c.booking(), static_cast<int>(c.rule()), c.resource(),
        c.start_time().seconds(), c.counterpart(), c.counterpart_booking(),
        c.has_occurrence_day() ? DayNumber(c.occurrence_day()) : 0, c.end_time().seconds());
  };
  std::sort(conflicts.begin(), conflicts.end(),
            [&](const v1::Conflict& a, const v1::Conflict& b) { return key(a) < key(b); });
}

}  // namespace taqvim::property
