#include "server/schedule/write/hold_ranks.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/hosts.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::ResourceId;

}  // namespace

// The hosts of hosts are few, and most events have none.
absl::Status HoldRanks::FindHosts(Known& known) {
  const auto visit = [&](const std::string& name) -> absl::StatusOr<std::string> {
    ++known.lookups;
    ASSIGN_OR_RETURN(auto host, snapshot_.Find(storage::Kind::kEvent, name));
    if (!host || !known.hosts.insert(host->id).second) return "";
    ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*host));
    return event->host();
  };
  return ForEachHost(known.event->host(), visit);
}

void HoldRanks::Count(Known& known) {
  lookups_ += known.lookups;
  known.lookups = 0;
}

absl::StatusOr<HoldRanks::Known*> HoldRanks::Find(ResourceId id) {
  auto at = known_.find(id);
  if (at != known_.end()) return &at->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
  if (!resource) return Internal(absl::StrCat("resource ", id, " has claims but is missing"));
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  Known known{.event = std::move(event), .hosts = {}};
  RETURN_IF_ERROR(FindHosts(known));
  return &known_.emplace(id, std::move(known)).first->second;
}

// Others are met where the rules say so of confirmed claims: under the same
// host, and not by what is inside one another, but for participants.
absl::Status HoldRanks::Meet(const Ranked& ranked, const Claim& claim, Standing& standing) {
  const ResourceId id = ranked.id;
  const v1::Event& event = ranked.event;
  ++lookups_;
  ASSIGN_OR_RETURN(auto others, snapshot_.ClaimsOverlapping(claim.atom, claim.interval, kOfBookings,
                                                            kMostClaimsMet));
  const bool participant = event.bookings(claim.booking).has_participant();
  for (const Claim& other : others) {
    if (other.owner == id || !MeetsUnder(claim.host, other)) continue;
    const bool known_already =
        other.kind == ClaimKind::kHeld ? standing.ahead.contains(other.owner) : standing.blocked;
    if (known_already) continue;
    ASSIGN_OR_RETURN(auto counterpart, Find(other.owner));
    ASSIGN_OR_RETURN(auto self, Find(id));
    const Known& theirs = *counterpart;
    if (participant &&
        access::SightOfParticipants(rights_, *theirs.event) == access::Sight::kNothing) {
      continue;
    }
    Count(*counterpart);
    Count(*self);
    const bool related = theirs.hosts.contains(id) || self->hosts.contains(other.owner);
    if (related && !participant) continue;
    const std::string& group = ranked.move_group;
    if (!group.empty() && MoveGroupOf(*theirs.event) == group) continue;
    if (other.kind != ClaimKind::kHeld) {
      standing.blocked = true;
    } else if (IsLiveHold(*theirs.event, other.booking, snapshot_.due_time()) &&
               PlaceOf(*theirs.event, other.owner, other.booking) <
                   PlaceOf(event, id, claim.booking)) {
      standing.ahead.insert(other.owner);
    }
  }
  return absl::OkStatus();
}

absl::Status HoldRanks::Fill(ResourceId id, v1::Event& event) {
  const bool open = rights_.SeesAllOf(event);
  const bool moves = open && IsMovePending(event);
  if (event.state() != v1::EVENT_STATE_TENTATIVE && !moves) return absl::OkStatus();
  ++lookups_;
  ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(id));
  if (!moves) return Fill({id, event, open, "", std::move(claims)});
  v1::Event moved = AsMoved(event);
  RETURN_IF_ERROR(Fill({id, moved, open, MoveGroupOf(event), TakeApart(claims).of_move}));
  *event.mutable_move()->mutable_holds() = moved.holds();
  return absl::OkStatus();
}

absl::Status HoldRanks::Fill(const Ranked& ranked) {
  v1::Event& event = ranked.event;
  std::vector<Standing> standings(event.bookings_size());
  for (const Claim& claim : ranked.claims) {
    if (claim.kind == ClaimKind::kCultureDays) continue;
    if (!ranked.open && !access::IsSeenByAll(event.bookings(claim.booking))) continue;
    RETURN_IF_ERROR(Meet(ranked, claim, standings[claim.booking]));
  }
  int worst = 0;
  for (int i = 0; i < event.holds_size(); ++i) {
    const int rank = 1 + static_cast<int>(standings[i].ahead.size());
    event.mutable_holds(i)->set_rank(rank);
    event.mutable_holds(i)->set_blocked(standings[i].blocked);
    worst = std::max(worst, rank);
  }
  event.set_hold_rank(worst);
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
