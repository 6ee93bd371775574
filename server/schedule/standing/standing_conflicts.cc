#include "server/schedule/standing/standing_conflicts.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/event_state.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/standing/standing_meetings.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Resource;
using Found = std::vector<v1::StandingConflict>;

// What it costs to say when a claim is announced, and of which day.
constexpr int64_t kUnitsOfAClaim = 16;

// Whether it is the same at the same place and time.
bool AreAlike(const v1::StandingConflict& a, const v1::StandingConflict& b) {
  const v1::Conflict& one = a.conflict();
  const v1::Conflict& other = b.conflict();
  return one.rule() == other.rule() && one.booking() == other.booking() &&
         one.resource() == other.resource() && one.counterpart() == other.counterpart() &&
         one.start_time().seconds() == other.start_time().seconds();
}

Found Ordered(Found found) {
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return ConflictBefore(a.conflict(), b.conflict());
  });
  return found;
}

// What the event stands in anyway, and what is no matter of places, is told of it alone.
void AddOfMove(Found of_move, Found& found) {
  const size_t own = found.size();
  for (v1::StandingConflict& one : of_move) {
    if (one.conflict().booking().empty()) continue;
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(own);
    if (std::any_of(found.begin(), end, [&](const auto& f) { return AreAlike(f, one); })) continue;
    found.push_back(std::move(one));
  }
}

}  // namespace

bool StandingConflicts::Stands(const v1::Event& event) const {
  return IsLive(event) && IsLiveHold(event, lookups_.snapshot().due_time());
}

std::vector<Claim> StandingConflicts::Ahead(const v1::Event& event, bool closed,
                                            std::vector<Claim> claims) const {
  std::erase_if(claims, [&](const Claim& claim) {
    if (!IsUnfinished(claim.interval, lookups_.snapshot().now())) return true;
    return closed && claim.kind != storage::ClaimKind::kCultureDays &&
           !access::IsSeenByAll(event.bookings(claim.booking));
  });
  return claims;
}

absl::StatusOr<Found> StandingConflicts::Of(const Resource& resource) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  if (!Stands(*event)) return Found();
  ASSIGN_OR_RETURN(auto claims, lookups_.snapshot().ClaimsOf(resource.id));
  return Of(resource, event, claims);
}

absl::StatusOr<Found> StandingConflicts::Of(const Resource& resource,
                                            const std::vector<Claim>& claims) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  const bool of_move =
      !claims.empty() && std::all_of(claims.begin(), claims.end(), [](const Claim& claim) {
        return claim.kind != storage::ClaimKind::kCultureDays && IsOfMove(claim.booking);
      });
  if (!of_move) return Of(resource, event, claims);
  // Then it is no matter of the event as it is.
  Found found;
  if (!Stands(*event)) return found;
  RETURN_IF_ERROR(AddMove(resource, *event, TakeApart(claims).of_move, found));
  return Ordered(std::move(found));
}

absl::StatusOr<Found> StandingConflicts::Of(const Resource& resource,
                                            const std::shared_ptr<const v1::Event>& event,
                                            const std::vector<Claim>& claims) {
  if (!Stands(*event)) return Found();
  ClaimsApart apart = TakeApart(claims);
  const bool closed = !lookups_.rights().SeesAllOf(*event);
  ASSIGN_OR_RETURN(auto found, Find({resource, event, std::move(apart.own), closed}));
  RETURN_IF_ERROR(AddMove(resource, *event, std::move(apart.of_move), found));
  return Ordered(std::move(found));
}

// Of a pending move that the caller sees.
absl::Status StandingConflicts::AddMove(const Resource& resource, const v1::Event& event,
                                        std::vector<Claim> claims, Found& found) {
  if (claims.empty() || !lookups_.rights().SeesAllOf(event)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto of_move, Find({.resource = resource,
                                       .event = std::make_shared<const v1::Event>(AsMoved(event)),
                                       .claims = std::move(claims),
                                       .move_group = MoveGroupOf(event)}));
  AddOfMove(std::move(of_move), found);
  return absl::OkStatus();
}

absl::StatusOr<Found> StandingConflicts::Find(Party party) {
  const v1::Event& event = *party.event;
  Found found;
  std::vector<Claim> claims = Ahead(event, party.closed, std::move(party.claims));
  // For each of them it may have to be worked out when its occurrence is.
  RETURN_IF_ERROR(lookups_.snapshot().work().Spend(kUnitsOfAClaim * claims.size()));
  const Occurrences occurrences(event);
  const StandingEvent standing{party.resource, party.event,  std::move(claims),
                               occurrences,    party.closed, std::move(party.move_group)};
  RETURN_IF_ERROR(StandingMeetings(standing, query_, lookups_, found).Find());
  for (const Rule& rule : Rules()) {
    if (rule.stand == nullptr || !query_.Wants(rule)) continue;
    Standing held{rule, standing, query_, lookups_, found};
    RETURN_IF_ERROR(rule.stand(held));
  }
  return found;
}

}  // namespace taqvim::schedule
