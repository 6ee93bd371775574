// Spaces, closures and venues.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/cities.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/model.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

Verdict NotThere() {
  return Refused(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}
Verdict Stale() { return Refused(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH); }
Verdict Exists() {
  return Refused(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS);
}
Verdict InUse() {
  return Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RESOURCE_IN_USE);
}
Verdict Malformed() {
  return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
}
Verdict MissingReference() {
  return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REFERENCE_NOT_FOUND);
}

bool Has(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool SameNames(const google::protobuf::RepeatedPtrField<std::string>& a,
               const google::protobuf::RepeatedPtrField<std::string>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Whether one of the names is of an archived space that the stored message did
// not name.
bool RefersAnew(const World& world, const google::protobuf::RepeatedPtrField<std::string>& names,
                const google::protobuf::RepeatedPtrField<std::string>& before) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return world.spaces.at(name).message.archived() && !Has(before, name);
  });
}

// Whether the space is reached from the parts.
bool Contains(const World& world, const google::protobuf::RepeatedPtrField<std::string>& parts,
              const std::string& space) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return part == space || Contains(world, world.spaces.at(part).message.parts(), space);
  });
}

using Names = google::protobuf::RepeatedPtrField<std::string>;

// The levels of spaces from these down, and from those that the space is a part
// of up.
int LevelsBelow(const World& world, const Names& parts) {
  int most = 0;
  for (const std::string& part : parts) {
    most = std::max(most, 1 + LevelsBelow(world, world.spaces.at(part).message.parts()));
  }
  return most;
}

int LevelsAbove(const World& world, const std::string& space) {
  int most = 0;
  for (const auto& [name, whole] : world.spaces) {
    if (Has(whole.message.parts(), space)) most = std::max(most, 1 + LevelsAbove(world, name));
  }
  return most;
}

bool IsTooDeep(const World& world, const v1::Space& space) {
  const int below = LevelsBelow(world, space.parts());
  return below > 0 && LevelsAbove(world, space.name()) + 1 + below > 10;
}

// Whether somebody accepted that the booking meets the closure as it is.
bool IsAccepted(const v1::Event& event, int booking, const Stored<v1::Closure>& closure) {
  const auto& waivers = event.waivers();
  return std::any_of(waivers.begin(), waivers.end(), [&](const v1::Waiver& waiver) {
    return waiver.rule() == v1::CONFLICT_RULE_VENUE_CLOSED &&
           waiver.booking() == event.bookings(booking).id() &&
           waiver.counterpart() == closure.message.name() &&
           waiver.counterpart_etag() == absl::StrCat(closure.version);
  });
}

void NoteAtoms(const std::vector<Claim>& claims, Verdict& verdict) {
  for (const Claim& claim : claims) verdict.atoms.insert(claim.atom);
}

}  // namespace

std::vector<v1::Conflict> Model::StandingWith(
    const std::function<bool(const v1::StandingConflict&)>& wanted) const {
  std::vector<v1::Conflict> conflicts;
  for (const std::string& name : world_.live) {
    for (const v1::StandingConflict& found : StandingOf(world_, name)) {
      if (wanted(found)) conflicts.push_back(found.conflict());
    }
  }
  SortConflicts(conflicts);
  return conflicts;
}

std::vector<v1::Conflict> Model::ConflictsOf(const Stored<v1::Closure>& closure) const {
  std::vector<v1::Conflict> conflicts;
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& event = world_.events.at(name);
    for (int i = 0; i < event.message.bookings_size(); ++i) {
      std::set<std::string> atoms;
      Span when;
      // What repeats books no places here.
      for (const Claim& a : closure.claims) {
        for (const Claim& b : event.claims) {
          if (b.booking != i || !b.Blocks()) continue;
          if (!a.span.Overlaps(b.span) || a.atom != b.atom) continue;
          if (std::min(a.span.end, b.span.end) <= world_.now) continue;
          atoms.insert(a.atom);
          when = {std::max(a.span.start, b.span.start), std::min(a.span.end, b.span.end)};
        }
      }
      if (atoms.empty() || IsAccepted(event.message, i, closure)) continue;
      v1::Conflict& conflict = conflicts.emplace_back();
      conflict.set_event(name);
      conflict.set_booking(event.message.bookings(i).id());
      conflict.set_time_zone(event.message.bookings(i).time_zone());
      conflict.set_rule(v1::CONFLICT_RULE_VENUE_CLOSED);
      conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
      conflict.set_resource(atoms.size() == 1 ? *atoms.begin()
                                              : BookedName(event.message.bookings(i)));
      conflict.set_counterpart(closure.message.name());
      *conflict.mutable_counterpart_title() = closure.message.reason();
      conflict.mutable_start_time()->set_seconds(when.start);
      if (when.end != kForever) conflict.mutable_end_time()->set_seconds(when.end);
    }
  }
  SortConflicts(conflicts);
  return conflicts;
}

// A closure always succeeds, whatever it meets.
Verdict Model::PutClosure(const v1::Closure& closure) {
  const v1::Closure before = world_.closures.count(closure.name())
                                 ? world_.closures.at(closure.name()).message
                                 : v1::Closure();
  const bool same_period = MessageDifferencer::Equals(before.period(), closure.period());
  Verdict verdict;
  if (!same_period) {
    verdict.reasons =
        FaultsOf(closure.period(), world_.venues.at(VenueOf(closure.name())).message.time_zone());
  }
  if (!verdict.reasons.empty()) {
    verdict.code = absl::StatusCode::kInvalidArgument;
    return verdict;
  }
  if (RefersAnew(world_, closure.spaces(), before.spaces())) return MissingReference();
  Stored<v1::Closure>& stored = world_.closures[closure.name()];
  const bool as_before = same_period && SameNames(before.spaces(), closure.spaces());
  NoteAtoms(stored.claims, verdict);
  stored.message = closure;
  ++stored.version;
  if (!as_before) stored.claims = ClaimsOfClosure(world_, closure);
  verdict.owners.insert(closure.name());
  NoteAtoms(stored.claims, verdict);
  verdict.conflicts = ConflictsOf(stored);
  return verdict;
}

Verdict Model::Answer(const v1::CreateClosureRequest& request) {
  v1::Closure closure = request.closure();
  closure.set_name(request.parent() + "/closures/" + request.closure_id());
  if (world_.closures.count(closure.name())) return Exists();
  return PutClosure(closure);
}

Verdict Model::Answer(const v1::UpdateClosureRequest& request) {
  auto stored = world_.closures.find(request.closure().name());
  if (stored == world_.closures.end()) return NotThere();
  if (stored->second.etag != request.closure().etag()) return Stale();
  v1::Closure closure = stored->second.message;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "period") *closure.mutable_period() = request.closure().period();
    if (path == "spaces") *closure.mutable_spaces() = request.closure().spaces();
    if (path == "reason") *closure.mutable_reason() = request.closure().reason();
  }
  if (MessageDifferencer::Equals(closure, stored->second.message)) {
    Verdict verdict;
    verdict.conflicts = ConflictsOf(stored->second);
    return verdict;
  }
  return PutClosure(closure);
}

Verdict Model::Answer(const v1::DeleteClosureRequest& request) {
  auto stored = world_.closures.find(request.name());
  if (stored == world_.closures.end()) return NotThere();
  if (stored->second.etag != request.etag()) return Stale();
  Verdict verdict;
  verdict.owners.insert(request.name());
  NoteAtoms(stored->second.claims, verdict);
  world_.closures.erase(stored);
  return verdict;
}

Verdict Model::Reexpand(const World& before, const std::string& venue) {
  Verdict verdict = EventWritesModel(world_).ReexpandVenue(venue);
  if (!verdict.ok()) {
    world_ = before;
    return verdict;
  }
  for (auto& [name, closure] : world_.closures) {
    if (VenueOf(name) != venue || closure.claims.empty()) continue;
    if (closure.claims[0].span.end <= world_.now) continue;
    verdict.owners.insert(name);
    NoteAtoms(closure.claims, verdict);
    closure.claims = ClaimsOfClosure(world_, closure.message);
    NoteAtoms(closure.claims, verdict);
  }
  // What is told is told of the refusal.
  verdict.conflicts.clear();
  return verdict;
}

Verdict Model::PutSpace(const v1::Space& space) {
  auto stored = world_.spaces.find(space.name());
  const bool is_new = stored == world_.spaces.end();
  const bool same_parts = !is_new && SameNames(stored->second.message.parts(), space.parts());
  if (!same_parts && Contains(world_, space.parts(), space.name())) return Malformed();
  if (!same_parts && IsTooDeep(world_, space)) {
    return Malformed();
  }
  if (RefersAnew(world_, space.parts(),
                 is_new ? v1::Space().parts() : stored->second.message.parts())) {
    return MissingReference();
  }
  const World before = world_;
  world_.spaces[space.name()].message = space;
  ++world_.spaces[space.name()].version;
  Verdict verdict;
  if (!same_parts) verdict = Reexpand(before, VenueOf(space.name()));
  verdict.owners.insert(space.name());
  return verdict;
}

Verdict Model::Answer(const v1::CreateSpaceRequest& request) {
  v1::Space space = request.space();
  space.set_name(request.parent() + "/spaces/" + request.space_id());
  if (world_.spaces.count(space.name())) return Exists();
  return PutSpace(space);
}

Verdict Model::Answer(const v1::UpdateSpaceRequest& request) {
  // That needs no look at what is stored.
  if (Has(request.space().parts(), request.space().name())) return Malformed();
  auto stored = world_.spaces.find(request.space().name());
  if (stored == world_.spaces.end()) return NotThere();
  if (stored->second.etag != request.space().etag()) return Stale();
  v1::Space space = stored->second.message;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "parts") *space.mutable_parts() = request.space().parts();
    if (path == "seats") space.set_seats(request.space().seats());
    if (path == "title") *space.mutable_title() = request.space().title();
    if (path == "archived") space.set_archived(request.space().archived());
  }
  if (space.archived() && !stored->second.message.archived() && !IsUnused(space.name())) {
    return InUse();
  }
  if (!space.archived() && stored->second.message.archived()) {
    for (const std::string& part : space.parts()) {
      if (world_.spaces.at(part).message.archived()) return Malformed();
    }
  }
  const bool same_parts = SameNames(space.parts(), stored->second.message.parts());
  Verdict verdict;
  if (!MessageDifferencer::Equals(space, stored->second.message)) verdict = PutSpace(space);
  if (!verdict.ok()) return verdict;
  verdict.conflicts = StandingWith([&](const v1::StandingConflict& found) {
    const v1::Conflict& conflict = found.conflict();
    if (conflict.rule() == v1::CONFLICT_RULE_VENUE_CLOSED) {
      return !same_parts && VenueOf(conflict.counterpart()) == VenueOf(space.name());
    }
    return conflict.rule() == v1::CONFLICT_RULE_OVER_CAPACITY &&
           conflict.counterpart() == space.name();
  });
  return verdict;
}

// Whether no space that is not archived is made of it, and no unfinished
// booking names it.
bool Model::IsUnused(const std::string& space) const {
  for (const auto& [name, whole] : world_.spaces) {
    if (!whole.message.archived() && Has(whole.message.parts(), space)) return false;
  }
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& event = world_.events.at(name);
    for (const Claim& claim : event.claims) {
      const bool names_it = event.message.bookings(claim.booking).space() == space;
      if (names_it && claim.span.end > world_.now) return false;
    }
    for (const Claim& claim : event.move_claims) {
      const bool names_it = event.message.move().bookings(claim.booking).space() == space;
      if (names_it && claim.span.end > world_.now) return false;
    }
  }
  return true;
}

// Whether anything, cancelled events included, names it, or claimed it before now.
bool Model::IsReferredTo(const std::string& space) const {
  for (const auto& [name, whole] : world_.spaces) {
    if (Has(whole.message.parts(), space)) return true;
  }
  auto claimed = [&](const std::vector<Claim>& claims) {
    return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
      return claim.atom == space && claim.span.start < world_.now;
    });
  };
  for (const auto& [name, closure] : world_.closures) {
    if (Has(closure.message.spaces(), space) || claimed(closure.claims)) return true;
  }
  for (const auto& [name, event] : world_.events) {
    if (claimed(event.claims) || claimed(event.move_claims)) return true;
    const auto names_it = [&](const v1::Booking& booking) {
      return booking.space() == space || Has(booking.excepted_spaces(), space);
    };
    const auto& own = event.message.bookings();
    const auto& of_move = event.message.move().bookings();
    if (std::any_of(own.begin(), own.end(), names_it)) return true;
    if (!IsMovePending(event.message)) continue;
    if (std::any_of(of_move.begin(), of_move.end(), names_it)) return true;
  }
  return false;
}

Verdict Model::Answer(const v1::DeleteSpaceRequest& request) {
  auto stored = world_.spaces.find(request.name());
  if (stored == world_.spaces.end()) return NotThere();
  if (stored->second.etag != request.etag()) return Stale();
  if (!IsUnused(request.name())) return InUse();
  if (IsReferredTo(request.name())) return InUse();
  const World before = world_;
  world_.spaces.erase(stored);
  Verdict verdict = Reexpand(before, VenueOf(request.name()));
  verdict.owners.insert(request.name());
  return verdict;
}

// As far as they are not over, before or after.
void Model::MoveClosures(const std::string& venue, Verdict& verdict) {
  for (auto& [name, closure] : world_.closures) {
    if (VenueOf(name) != venue || closure.claims.empty()) continue;
    const std::vector<Claim> claims = ClaimsOfClosure(world_, closure.message);
    const bool finished =
        closure.claims[0].span.end <= world_.now && claims[0].span.end <= world_.now;
    if (finished) continue;
    verdict.owners.insert(name);
    closure.claims = claims;
    NoteAtoms(closure.claims, verdict);
  }
}

Verdict Model::CorrectZone(const std::string& venue, const std::string& before) {
  Verdict verdict = EventWritesModel(world_).CorrectZone(venue, before);
  MoveClosures(venue, verdict);
  return verdict;
}

// Rules that are the same move nothing.
Verdict Model::Answer(const v1::RederiveTimesRequest&) {
  if (!SetRules(world_.place)) return {};
  Verdict verdict = EventWritesModel(world_).Rederive();
  for (const auto& [name, venue] : world_.venues) {
    if (venue.message.time_zone() == kMovingZone) MoveClosures(name, verdict);
  }
  return verdict;
}

Verdict Model::Answer(const v1::UpdateVenueRequest& request) {
  auto stored = world_.venues.find(request.venue().name());
  if (stored == world_.venues.end()) return NotThere();
  if (stored->second.etag != request.venue().etag()) return Stale();
  v1::Venue venue = stored->second.message;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "booking_policy") venue.set_booking_policy(request.venue().booking_policy());
    if (path == "opening_hours") *venue.mutable_opening_hours() = request.venue().opening_hours();
    if (path == "title") *venue.mutable_title() = request.venue().title();
    if (path == "booking_limits") {
      *venue.mutable_booking_limits() = request.venue().booking_limits();
      if (!request.venue().has_booking_limits()) venue.clear_booking_limits();
    }
    if (path == "city") venue.set_city(request.venue().city());
    if (path == "time_zone") venue.set_time_zone(request.venue().time_zone());
  }
  const bool opens = stored->second.message.booking_policy() == v1::BOOKING_POLICY_APPROVAL &&
                     venue.booking_policy() != v1::BOOKING_POLICY_APPROVAL;
  const std::string zone = stored->second.message.time_zone();
  const bool moved = !IsSameCity(venue.city(), stored->second.message.city());
  if (!MessageDifferencer::Equals(venue, stored->second.message)) ++stored->second.version;
  stored->second.message = venue;
  Verdict verdict;
  if (venue.time_zone() != zone) verdict = CorrectZone(venue.name(), zone);
  for (v1::Conflict& conflict : StandingWith([&](const v1::StandingConflict& found) {
         const v1::Conflict& conflict = found.conflict();
         if (conflict.rule() == v1::CONFLICT_RULE_OUTSIDE_PROGRAMME) {
           return moved && !conflict.booking().empty() &&
                  VenueOf(conflict.resource()) == venue.name();
         }
         return conflict.rule() == v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS &&
                conflict.counterpart() == venue.name();
       })) {
    verdict.conflicts.push_back(std::move(conflict));
  }
  SortConflicts(verdict.conflicts);
  verdict.owners.insert(venue.name());
  if (opens) verdict.withdrawn = WithdrawApprovals(world_, venue.name());
  verdict.owners.insert(verdict.withdrawn.begin(), verdict.withdrawn.end());
  return verdict;
}

}  // namespace taqvim::property
