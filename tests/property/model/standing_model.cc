#include "tests/property/model/standing_model.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "tests/property/model/agreements_model.h"
#include "tests/property/model/hold_model.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {
namespace {

using Kind = Claim::Kind;

bool ConfirmedBefore(const World& world, const std::string& one, const std::string& other) {
  const Stored<v1::Event>& a = world.events.at(one);
  const Stored<v1::Event>& b = world.events.at(other);
  if (b.message.host() == one) return true;
  if (a.message.host() == other) return false;
  return std::make_tuple(a.message.confirm_time().seconds(), a.serial) <
         std::make_tuple(b.message.confirm_time().seconds(), b.serial);
}

bool Meet(const Claim& a, const Claim& b) {
  return a.owner != b.owner && a.atom == b.atom && a.host == b.host && a.span.Overlaps(b.span);
}

// One booking with one of another, or with a closure.
struct Meeting {
  v1::ConflictKind kind;
  int booking;
  Span span;
  std::string other;
  int other_booking;
  // Of the occurrence, when the event repeats.
  std::optional<int64_t> day;
  friend auto operator<=>(const Meeting&, const Meeting&) = default;
};
using Meetings = std::map<Meeting, std::set<std::string>>;

void Note(v1::ConflictKind kind, const v1::Event& event, const Claim& ours, const Claim& theirs,
          const World& world, Meetings& meetings) {
  const Span span{std::max(ours.span.start, theirs.span.start),
                  std::min(ours.span.end, theirs.span.end)};
  if (span.end <= world.now) return;
  const auto day = OccurrenceDay(event, ours.booking, ours.span);
  meetings[{kind, ours.booking, span, theirs.owner, theirs.booking, day}].insert(ours.atom);
}

void MeetEvents(const World& world, const v1::Event& event, const std::string& move_group,
                const Claim& ours, Meetings& meetings) {
  for (const std::string& name : world.live) {
    if (name == event.host()) continue;
    // What moves together makes room.
    const std::string group = MoveGroupOf(world.events.at(name).message);
    if (!group.empty() && group == move_group) continue;
    for (const Claim& theirs : world.events.at(name).claims) {
      if (!theirs.Blocks() || !Meet(ours, theirs)) continue;
      if (ours.kind == Kind::kHeld) {
        Note(v1::CONFLICT_KIND_HOLD_BLOCKED, event, ours, theirs, world, meetings);
      } else if (ConfirmedBefore(world, name, event.name())) {
        Note(v1::CONFLICT_KIND_CONTESTED, event, ours, theirs, world, meetings);
      }
    }
  }
}

void MeetClosures(const World& world, const v1::Event& event, const Claim& ours,
                  Meetings& meetings) {
  if (!ours.Blocks()) return;
  for (const auto& [name, closure] : world.closures) {
    v1::ConflictKind kind = v1::CONFLICT_KIND_CLOSED;
    for (const v1::Waiver& waiver : event.waivers()) {
      if (waiver.rule() != v1::CONFLICT_RULE_VENUE_CLOSED || waiver.counterpart() != name) continue;
      if (waiver.booking() != event.bookings(ours.booking).id()) continue;
      kind = waiver.counterpart_etag() == absl::StrCat(closure.version)
                 ? v1::CONFLICT_KIND_UNSPECIFIED
                 : v1::CONFLICT_KIND_WAIVER_ENDED;
    }
    if (kind == v1::CONFLICT_KIND_UNSPECIFIED) continue;
    for (const Claim& theirs : closure.claims) {
      if (ours.atom != theirs.atom || !ours.span.Overlaps(theirs.span)) continue;
      Note(kind, event, ours, theirs, world, meetings);
    }
  }
}

v1::StandingConflict Begin(v1::ConflictKind kind, v1::ConflictRule rule, const v1::Event& event,
                           int booking, const std::string& resource, const Span& span) {
  v1::StandingConflict found;
  found.set_kind(kind);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_event(event.name());
  conflict.set_booking(event.bookings(booking).id());
  conflict.set_time_zone(event.bookings(booking).time_zone());
  conflict.set_rule(rule);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  conflict.set_resource(resource);
  conflict.mutable_start_time()->set_seconds(span.start);
  if (span.end != kForever) conflict.mutable_end_time()->set_seconds(span.end);
  return found;
}

v1::StandingConflict Tell(const World& world, const v1::Event& event, const Meeting& meeting,
                          const std::set<std::string>& atoms) {
  auto closure = world.closures.find(meeting.other);
  const bool closed = closure != world.closures.end();
  const std::string resource =
      atoms.size() == 1 ? *atoms.begin() : BookedName(event.bookings(meeting.booking));
  v1::StandingConflict found =
      Begin(meeting.kind, closed ? v1::CONFLICT_RULE_VENUE_CLOSED : v1::CONFLICT_RULE_RESOURCE_BUSY,
            event, meeting.booking, resource, meeting.span);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(meeting.other);
  if (meeting.day) *conflict.mutable_occurrence_day() = DateOf(*meeting.day);
  if (closed) {
    *conflict.mutable_counterpart_title() = closure->second.message.reason();
  } else {
    const v1::Event& other = world.events.at(meeting.other).message;
    *conflict.mutable_counterpart_title() = other.title();
    conflict.set_counterpart_booking(other.bookings(meeting.other_booking).id());
  }
  return found;
}

void AddOutsideHost(const World& world, const Stored<v1::Event>& stored,
                    std::vector<v1::StandingConflict>& all) {
  const v1::Event& event = stored.message;
  if (event.host().empty()) return;
  std::map<int, Span> outside;
  for (const Claim& claim : stored.claims) {
    if (claim.span.end <= world.now || !claim.host.empty()) continue;
    if (!event.bookings(claim.booking).has_participant()) outside[claim.booking] = claim.span;
  }
  for (const auto& [booking, span] : outside) {
    all.push_back(Begin(v1::CONFLICT_KIND_OUTSIDE_HOST, v1::CONFLICT_RULE_OUTSIDE_HOST, event,
                        booking, BookedName(event.bookings(booking)), span));
    all.back().mutable_conflict()->set_counterpart(event.host());
  }
}

// Whether a claim of the booking is not over, and, if asked for, keeps others out.
bool IsAhead(const World& world, const std::vector<Claim>& claims, int booking, bool blocks) {
  return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
    return claim.booking == booking && claim.span.end > world.now && (claim.Blocks() || !blocks);
  });
}

// How the booking came to break a rule of its place; unspecified when that was
// accepted as it is.
v1::ConflictKind KindAt(const v1::Event& event, int booking, v1::ConflictKind kind,
                        v1::ConflictRule rule, const std::string& place, int version) {
  for (const v1::Waiver& waiver : event.waivers()) {
    if (waiver.rule() != rule || waiver.counterpart() != place) continue;
    if (waiver.booking() != event.bookings(booking).id()) continue;
    return waiver.counterpart_etag() == absl::StrCat(version) ? v1::CONFLICT_KIND_UNSPECIFIED
                                                              : v1::CONFLICT_KIND_WAIVER_ENDED;
  }
  return kind;
}

// Nothing that repeats books places here.
void AddOutsideHours(const World& world, const v1::Event& event, int i,
                     std::vector<v1::StandingConflict>& all) {
  const v1::Booking& booking = event.bookings(i);
  const v1::Period& period = PeriodOf(event, booking);
  if (!period.has_timed()) return;
  const Span span = Announced(period, booking.time_zone());
  const auto& [name, venue] = *world.venues.find(VenueOf(BookedName(booking)));
  if (IsOpenDuring(venue.message, span, booking.time_zone())) return;
  constexpr auto kRule = v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS;
  const auto kind =
      KindAt(event, i, v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS, kRule, name, venue.version);
  if (kind == v1::CONFLICT_KIND_UNSPECIFIED) return;
  all.push_back(Begin(kind, kRule, event, i, BookedName(booking), span));
  all.back().mutable_conflict()->set_counterpart(name);
  *all.back().mutable_conflict()->mutable_counterpart_title() = venue.message.title();
}

void AddOverSeats(const World& world, const v1::Event& event, int i,
                  std::vector<v1::StandingConflict>& all) {
  const v1::Booking& booking = event.bookings(i);
  if (!booking.has_space()) return;
  const auto& [name, space] = *world.spaces.find(booking.space());
  const int seats = space.message.seats();
  if (seats == 0 || booking.expected_attendance() <= seats) return;
  constexpr auto kRule = v1::CONFLICT_RULE_OVER_CAPACITY;
  const auto kind = KindAt(event, i, v1::CONFLICT_KIND_OVER_CAPACITY, kRule, name, space.version);
  if (kind == v1::CONFLICT_KIND_UNSPECIFIED) return;
  const Span span = Announced(PeriodOf(event, booking), booking.time_zone());
  all.push_back(Begin(kind, kRule, event, i, name, span));
  all.back().mutable_conflict()->set_counterpart(name);
  *all.back().mutable_conflict()->mutable_counterpart_title() = space.message.title();
}

void AddOutsidePlaces(const World& world, const Stored<v1::Event>& stored,
                      std::vector<v1::StandingConflict>& all) {
  const v1::Event& event = stored.message;
  if (!IsConfirmed(event)) return;
  for (int i = 0; i < event.bookings_size(); ++i) {
    if (event.bookings(i).has_participant()) continue;
    if (!IsAhead(world, stored.claims, i, /*blocks=*/true)) continue;
    AddOutsideHours(world, event, i, all);
    AddOverSeats(world, event, i, all);
  }
}

// Of the event as a whole.
v1::StandingConflict OfWhole(v1::ConflictKind kind, const v1::Event& event) {
  v1::StandingConflict found;
  found.set_kind(kind);
  found.mutable_conflict()->set_event(event.name());
  found.mutable_conflict()->set_rule(v1::CONFLICT_RULE_OUTSIDE_PROGRAMME);
  found.mutable_conflict()->set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  return found;
}

// Whether the days of its period may still be ahead somewhere.
bool MayBeAhead(const World& world, const v1::Event& event) {
  return DaysOf(event.period()).last >= world.now / kDay - 1;
}

bool IsPlaced(const v1::Event& event) {
  return std::any_of(event.bookings().begin(), event.bookings().end(),
                     [](const v1::Booking& booking) { return !booking.has_participant(); });
}

void AddOutsideStops(const World& world, const v1::Event& event, const std::vector<Claim>& claims,
                     const v1::CultureDays& days, std::vector<v1::StandingConflict>& all) {
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    if (booking.has_participant() || !IsAhead(world, claims, i, /*blocks=*/false)) continue;
    const v1::Period& period = PeriodOf(event, booking);
    const v1::Venue& venue = world.venues.at(VenueOf(BookedName(booking))).message;
    if (MeetsStop(days, venue.city(), DaysOf(period))) continue;
    all.push_back(Begin(v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, v1::CONFLICT_RULE_OUTSIDE_PROGRAMME,
                        event, i, BookedName(booking), Announced(period, booking.time_zone())));
  }
  if (IsPlaced(event) || !event.has_period() || !MayBeAhead(world, event)) return;
  if (!MeetsStop(days, "", DaysOf(event.period()))) {
    all.push_back(OfWhole(v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, event));
  }
}

}  // namespace

bool IsStillAhead(const World& world, const v1::Event& event, const std::vector<Claim>& claims) {
  const bool claimed = std::any_of(claims.begin(), claims.end(),
                                   [&](const Claim& claim) { return claim.span.end > world.now; });
  const bool by_days = !event.has_recurrence() && !IsPlaced(event) && event.has_period();
  if (claimed || (by_days && MayBeAhead(world, event))) return true;
  // Somewhere yesterday is not over.
  const int64_t earliest = world.now / kDay - 1;
  for (const v1::Stop& stop : event.culture_days().stops()) {
    if (DayNumber(stop.last_day()) >= earliest) return true;
  }
  if (!event.has_recurrence()) return false;
  const v1::Recurrence& recurrence = event.recurrence();
  const std::vector<Occurrence> all = OccurrencesOf(event, kLongestRule);
  return std::any_of(all.begin(), all.end(), [&](const Occurrence& one) {
    const auto& skipped = recurrence.skipped_days();
    const bool left_out = std::any_of(skipped.begin(), skipped.end(),
                                      [&](const auto& date) { return DayNumber(date) == one.day; });
    return !left_out && one.day <= DayNumber(recurrence.claimed_through()) &&
           DaysOf(one.period).last >= earliest;
  });
}

std::vector<v1::StandingConflict> OfProgramme(const World& world, const v1::Event& event,
                                              const std::vector<Claim>& claims,
                                              const v1::Event& programme) {
  std::vector<v1::StandingConflict> all;
  if (IsLive(programme)) {
    AddOutsideStops(world, event, claims, programme.culture_days(), all);
  } else {
    if (IsStillAhead(world, event, claims))
      all.push_back(OfWhole(v1::CONFLICT_KIND_PROGRAMME_ENDED, event));
  }
  for (v1::StandingConflict& found : all) {
    found.mutable_conflict()->set_counterpart(programme.name());
    *found.mutable_conflict()->mutable_counterpart_title() = programme.title();
  }
  return all;
}

std::set<std::string> SettleContested(World& world, const std::set<std::string>& atoms) {
  std::map<std::string, std::vector<Claim*>> blocking;
  for (const std::string& name : world.live) {
    for (Claim& claim : world.events.at(name).claims) {
      if (claim.Blocks() && atoms.count(claim.atom)) blocking[claim.atom].push_back(&claim);
    }
  }
  std::set<std::string> changed;
  for (auto& [atom, claims] : blocking) {
    for (Claim* claim : claims) {
      const bool contested = std::any_of(claims.begin(), claims.end(), [&](const Claim* other) {
        return Meet(*claim, *other) && ConfirmedBefore(world, other->owner, claim->owner);
      });
      const Kind kind = contested ? Kind::kContested : Kind::kConfirmed;
      if (claim->kind != kind) changed.insert(claim->owner);
      claim->kind = kind;
    }
  }
  for (const std::string& name : changed) {
    auto& claims = world.events.at(name).claims;
    std::sort(claims.begin(), claims.end());
  }
  return changed;
}

namespace {

std::vector<v1::StandingConflict> StandingOf(const World& world, const Stored<v1::Event>& stored,
                                             const std::string& move_group) {
  Meetings meetings;
  for (const Claim& ours : stored.claims) {
    if (ours.span.end <= world.now) continue;
    MeetEvents(world, stored.message, move_group, ours, meetings);
    MeetClosures(world, stored.message, ours, meetings);
  }
  std::vector<v1::StandingConflict> all;
  for (const auto& [meeting, atoms] : meetings) {
    all.push_back(Tell(world, stored.message, meeting, atoms));
  }
  AddOutsideHost(world, stored, all);
  AddOutsidePlaces(world, stored, all);
  AddUnderProposal(world, stored, all);
  auto programme = world.events.find(stored.message.programme());
  if (programme != world.events.end()) {
    for (v1::StandingConflict& found :
         OfProgramme(world, stored.message, stored.claims, programme->second.message)) {
      all.push_back(std::move(found));
    }
  }
  return all;
}

bool AreAlike(const v1::Conflict& a, const v1::Conflict& b) {
  return a.rule() == b.rule() && a.booking() == b.booking() && a.resource() == b.resource() &&
         a.counterpart() == b.counterpart() && a.start_time().seconds() == b.start_time().seconds();
}

}  // namespace

// Of a move, what is of a booking, and not so of the event anyway.
std::vector<v1::StandingConflict> StandingOf(const World& world, const std::string& name) {
  const Stored<v1::Event>& stored = world.events.at(name);
  const std::vector<v1::StandingConflict> own = StandingOf(world, stored, "");
  std::vector<v1::StandingConflict> all = own;
  if (!IsMovePending(stored.message)) return all;
  Stored<v1::Event> moved = stored;
  moved.message = AsMoved(stored.message);
  moved.claims = stored.move_claims;
  for (v1::StandingConflict& found : StandingOf(world, moved, MoveGroupOf(stored.message))) {
    const bool known = std::any_of(own.begin(), own.end(), [&](const v1::StandingConflict& one) {
      return AreAlike(one.conflict(), found.conflict());
    });
    if (!known && !found.conflict().booking().empty()) all.push_back(std::move(found));
  }
  return all;
}

}  // namespace taqvim::property
