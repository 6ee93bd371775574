#include "server/schedule/standing/standing_conflicts.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/event/precedence.h"
#include "server/schedule/rules/conflict_page.h"
#include "server/schedule/rules/counterparts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::ClaimKinds;
using storage::Interval;
using storage::Kind;
using storage::Resource;
using storage::ResourceId;

// More claims than this on one atom at once are not looked through.
constexpr int kMaxOverlaps = 100'000;

// What it costs to say when a claim is announced, and of which day.
constexpr int64_t kUnitsOfAClaim = 16;

// In the zone of the booking; in UTC where that is not known any more.
std::string Local(const Interval& interval, const v1::Booking& booking) {
  auto zone = FindZone(booking.time_zone());
  return FormatInterval(interval, zone.ok() ? *zone : absl::UTCTimeZone());
}

// What may stand in the way of a claim of that kind.
ClaimKinds CounterpartsOf(ClaimKind kind) {
  if (kind == ClaimKind::kHeld) return kBlocking;
  if (kind == ClaimKind::kConfirmed) return ClaimKind::kClosure;
  return kBlocking | ClaimKind::kClosure;
}

v1::ConflictRule RuleOf(const Claim& other) {
  return other.kind == ClaimKind::kClosure ? v1::CONFLICT_RULE_VENUE_CLOSED
                                           : v1::CONFLICT_RULE_RESOURCE_BUSY;
}

std::string Quoted(const google::protobuf::Map<std::string, std::string>& title) {
  const std::string text = TextOf(title);
  return text.empty() ? "" : absl::StrCat("“", text, "” ");
}

// What can be done about the event, or its occurrence of that day.
std::string Ours(const StandingEvent& standing, std::optional<absl::CivilDay> day) {
  const std::string& name = standing.event->name();
  if (!day) return absl::StrCat("Move or cancel ", name);
  return absl::StrCat("Move or exclude the occurrence of ", absl::FormatCivilTime(*day), " of ",
                      name);
}

}  // namespace

const v1::Waiver* WaiverFor(const v1::Event& event, v1::ConflictRule rule,
                            const std::string& booking, const std::string& counterpart) {
  for (const v1::Waiver& waiver : event.waivers()) {
    if (waiver.rule() == rule && waiver.booking() == booking &&
        waiver.counterpart() == counterpart) {
      return &waiver;
    }
  }
  return nullptr;
}

// One collision of a booking with what another owner claims.
struct StandingConflicts::Meeting {
  v1::ConflictKind kind;
  int booking;
  Interval interval;
  ResourceId owner;
  int owner_booking;
  // Of the occurrence, when the event repeats.
  std::optional<absl::CivilDay> day;

  auto Key() const {
    return std::tie(kind, booking, interval.start, interval.end, owner, owner_booking, day);
  }
  bool operator<(const Meeting& other) const { return Key() < other.Key(); }
};

absl::StatusOr<const StandingConflicts::Party*> StandingConflicts::PartyOf(ResourceId owner) {
  auto [at, is_new] = parties_.try_emplace(owner);
  if (!is_new) return &at->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
  if (!resource) return Internal(absl::StrCat("resource ", owner, " has claims but is missing"));
  Party& party = at->second;
  party.name = resource->name;
  if (resource->kind == Kind::kClosure) {
    ASSIGN_OR_RETURN(auto closure, Read<v1::Closure>(*resource));
    party.title = closure.reason();
    party.etag = closure.etag();
    return &party;
  }
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  party.sight = access::SightOfParticipants(rights_, *event);
  if (party.sight == access::Sight::kAll) party.title = event->title();
  party.event = std::move(event);
  return &party;
}

v1::StandingConflict& StandingConflicts::Add(const StandingEvent& standing, v1::ConflictKind kind,
                                             v1::ConflictRule rule, int booking) {
  snapshot_.work().Count(storage::Work::kWords);
  v1::StandingConflict& found = found_.emplace_back();
  found.set_kind(kind);
  if (!standing.closed) *found.mutable_event_title() = standing.event->title();
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_event(standing.event->name());
  conflict.set_rule(rule);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  if (booking >= 0) {
    conflict.set_booking(standing.event->bookings(booking).id());
    conflict.set_resource(BookedName(standing.event->bookings(booking)));
    found.set_time_zone(standing.event->bookings(booking).time_zone());
    conflict.set_time_zone(found.time_zone());
  }
  return found;
}

// How the other claim is in the way; unspecified when it is not.
absl::StatusOr<v1::ConflictKind> StandingConflicts::KindOf(const StandingEvent& standing,
                                                           const Claim& claim, const Claim& other) {
  ASSIGN_OR_RETURN(auto party, PartyOf(other.owner));
  if (other.kind == ClaimKind::kClosure) {
    const std::string& booking = standing.event->bookings(claim.booking).id();
    const v1::Waiver* waiver =
        WaiverFor(*standing.event, v1::CONFLICT_RULE_VENUE_CLOSED, booking, party->name);
    if (!waiver || standing.closed) return v1::CONFLICT_KIND_CLOSED;
    return waiver->counterpart_etag() == party->etag ? v1::CONFLICT_KIND_UNSPECIFIED
                                                     : v1::CONFLICT_KIND_WAIVER_ENDED;
  }
  if (other.host != claim.host) return v1::CONFLICT_KIND_UNSPECIFIED;
  if (party->sight == access::Sight::kNothing &&
      standing.event->bookings(claim.booking).has_participant()) {
    return v1::CONFLICT_KIND_UNSPECIFIED;
  }
  // That it left its host is said once, and not of each claim.
  if (party->name == standing.event->host()) return v1::CONFLICT_KIND_UNSPECIFIED;
  if (claim.kind == ClaimKind::kHeld) return v1::CONFLICT_KIND_HOLD_BLOCKED;
  return ConfirmedBefore(*party->event, other.owner, *standing.event, standing.resource.id)
             ? v1::CONFLICT_KIND_CONTESTED
             : v1::CONFLICT_KIND_UNSPECIFIED;
}

// When a closed event repeats, which days its rule has is not told.
std::optional<absl::CivilDay> StandingConflicts::DayOf(const StandingEvent& standing,
                                                       const Claim& claim) {
  if (standing.closed) return std::nullopt;
  return standing.occurrences.DayOf(standing.event->bookings(claim.booking), claim.interval);
}

absl::Status StandingConflicts::MeetClaim(const StandingEvent& standing, const Claim& claim,
                                          Meetings& meetings) {
  const int64_t now = absl::ToUnixSeconds(snapshot_.now());
  const Interval ahead{std::max(claim.interval.start, now), claim.interval.end};
  ASSIGN_OR_RETURN(auto others, snapshot_.ClaimsOverlapping(
                                    claim.atom, ahead, CounterpartsOf(claim.kind), kMaxOverlaps));
  for (const Claim& other : others) {
    if (other.owner == claim.owner) continue;
    ASSIGN_OR_RETURN(auto kind, KindOf(standing, claim, other));
    if (kind == v1::CONFLICT_KIND_UNSPECIFIED || !Wanted(kind, RuleOf(other))) continue;
    const Interval shared{std::max(claim.interval.start, other.interval.start),
                          std::min(claim.interval.end, other.interval.end)};
    meetings[{kind, claim.booking, shared, other.owner, other.booking, DayOf(standing, claim)}]
        .insert(claim.atom);
  }
  return absl::OkStatus();
}

absl::Status StandingConflicts::Meet(const StandingEvent& standing) {
  if (!Wanted(v1::CONFLICT_RULE_VENUE_CLOSED) && !Wanted(v1::CONFLICT_RULE_RESOURCE_BUSY)) {
    return absl::OkStatus();
  }
  Meetings meetings;
  for (const Claim& claim : standing.claims) {
    if (claim.kind == ClaimKind::kCultureDays) continue;
    RETURN_IF_ERROR(MeetClaim(standing, claim, meetings));
  }
  for (const auto& [meeting, atoms] : meetings) {
    RETURN_IF_ERROR(Tell(standing, meeting, atoms));
  }
  return absl::OkStatus();
}

absl::Status StandingConflicts::Tell(const StandingEvent& standing, const Meeting& meeting,
                                     const std::set<ResourceId>& atoms) {
  ASSIGN_OR_RETURN(auto party, PartyOf(meeting.owner));
  const Party& other = *party;
  const bool closed = other.event == nullptr;
  v1::StandingConflict& found = Add(
      standing, meeting.kind,
      closed ? v1::CONFLICT_RULE_VENUE_CLOSED : v1::CONFLICT_RULE_RESOURCE_BUSY, meeting.booking);
  v1::Conflict& conflict = *found.mutable_conflict();
  if (atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, snapshot_.FindById(*atoms.begin()));
    if (atom) conflict.set_resource(atom->name);
  }
  // By whom a participant is taken is not said of what is closed.
  const bool nameless = other.sight != access::Sight::kAll &&
                        standing.event->bookings(meeting.booking).has_participant();
  if (!nameless) {
    conflict.set_counterpart(other.name);
    *conflict.mutable_counterpart_title() = other.title;
    if (other.event && meeting.owner_booking < other.event->bookings_size()) {
      conflict.set_counterpart_booking(other.event->bookings(meeting.owner_booking).id());
    }
  }
  conflict.mutable_start_time()->set_seconds(meeting.interval.start);
  if (meeting.interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(meeting.interval.end);
  }
  if (meeting.day) *conflict.mutable_occurrence_day() = ToDate(*meeting.day);
  const std::string by =
      nameless ? "what you may not see" : absl::StrCat(Quoted(other.title), "(", other.name, ")");
  const std::string otherwise =
      nameless
          ? ""
          : absl::StrCat(closed ? ", or change or delete " : ", or move or cancel ", other.name);
  conflict.set_message(
      absl::StrCat(conflict.resource(), closed ? " is closed by " : " is taken by ", by, ", ",
                   Local(meeting.interval, standing.event->bookings(meeting.booking)), "."));
  found.set_resolution(absl::StrCat(Ours(standing, meeting.day), otherwise, "."));
  return absl::OkStatus();
}

// A claim on a space that the host held would lie under it.
void StandingConflicts::LeaveHost(const StandingEvent& standing) {
  if (standing.event->host().empty() ||
      !Wanted(v1::CONFLICT_KIND_OUTSIDE_HOST, v1::CONFLICT_RULE_OUTSIDE_HOST)) {
    return;
  }
  // By booking and start: once for all the atoms.
  std::map<std::pair<int, int64_t>, const Claim*> outside;
  for (const Claim& claim : standing.claims) {
    if (claim.kind == ClaimKind::kCultureDays || claim.host != 0) continue;
    if (standing.event->bookings(claim.booking).has_participant()) continue;
    outside.emplace(std::pair(claim.booking, claim.interval.start), &claim);
  }
  for (const auto& [place, claim] : outside) TellOutside(standing, *claim);
}

void StandingConflicts::TellOutside(const StandingEvent& standing, const Claim& claim) {
  v1::StandingConflict& found =
      Add(standing, v1::CONFLICT_KIND_OUTSIDE_HOST, v1::CONFLICT_RULE_OUTSIDE_HOST, claim.booking);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(standing.event->host());
  conflict.mutable_start_time()->set_seconds(claim.interval.start);
  if (claim.interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(claim.interval.end);
  }
  const auto day = DayOf(standing, claim);
  if (day) *conflict.mutable_occurrence_day() = ToDate(*day);
  conflict.set_message(absl::StrCat(
      "The host ", standing.event->host(), " does not hold all of ", conflict.resource(), " ",
      Local(claim.interval, standing.event->bookings(claim.booking)), "."));
  found.set_resolution(absl::StrCat(Ours(standing, day), ", or move ", standing.event->host(),
                                    " so that it holds all of it."));
}

bool StandingConflicts::Stands(const v1::Event& event) const {
  const v1::EventState state = event.state();
  return (state == v1::EVENT_STATE_TENTATIVE || state == v1::EVENT_STATE_CONFIRMED) &&
         IsLiveHold(event, snapshot_.due_time());
}

absl::StatusOr<std::vector<v1::StandingConflict>> StandingConflicts::Of(const Resource& resource) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  if (!Stands(*event)) return std::vector<v1::StandingConflict>();
  ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(resource.id));
  return Of(resource, std::move(event), std::move(claims));
}

absl::StatusOr<std::vector<v1::StandingConflict>> StandingConflicts::Of(const Resource& resource,
                                                                        std::vector<Claim> claims) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  return Of(resource, std::move(event), std::move(claims));
}

absl::StatusOr<std::vector<v1::StandingConflict>> StandingConflicts::Of(
    const Resource& resource, std::shared_ptr<const v1::Event> event, std::vector<Claim> claims) {
  found_.clear();
  if (!Stands(*event)) return std::move(found_);
  const int64_t now = absl::ToUnixSeconds(snapshot_.now());
  const bool closed = !rights_.SeesAllOf(*event);
  std::erase_if(claims, [&](const Claim& claim) {
    if (claim.interval.end <= now) return true;
    return closed && claim.kind != ClaimKind::kCultureDays &&
           !access::IsSeenByAll(event->bookings(claim.booking));
  });
  // For each of them it may have to be worked out when its occurrence is.
  RETURN_IF_ERROR(snapshot_.work().Spend(kUnitsOfAClaim * claims.size()));
  const Occurrences occurrences(*event);
  const StandingEvent standing{resource, std::move(event), std::move(claims), occurrences, closed};
  RETURN_IF_ERROR(Meet(standing));
  LeaveHost(standing);
  RETURN_IF_ERROR(LeavePlaces(standing));
  if (!closed) {
    RETURN_IF_ERROR(LeaveProgramme(standing));
    RETURN_IF_ERROR(MeetCultureDays(standing));
    RETURN_IF_ERROR(EndWaivers(standing));
  }
  std::sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
    return ConflictBefore(a.conflict(), b.conflict());
  });
  return std::move(found_);
}

}  // namespace taqvim::schedule
