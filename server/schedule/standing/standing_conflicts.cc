#include "server/schedule/standing/standing_conflicts.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/event_state.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/conflict_order.h"
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
  return Of(resource, std::move(event), std::move(claims));
}

absl::StatusOr<Found> StandingConflicts::Of(const Resource& resource, std::vector<Claim> claims) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  return Of(resource, std::move(event), std::move(claims));
}

absl::StatusOr<Found> StandingConflicts::Of(const Resource& resource,
                                            std::shared_ptr<const v1::Event> event,
                                            std::vector<Claim> claims) {
  Found found;
  if (!Stands(*event)) return found;
  const bool closed = !lookups_.rights().SeesAllOf(*event);
  claims = Ahead(*event, closed, std::move(claims));
  // For each of them it may have to be worked out when its occurrence is.
  RETURN_IF_ERROR(lookups_.snapshot().work().Spend(kUnitsOfAClaim * claims.size()));
  const Occurrences occurrences(*event);
  const StandingEvent standing{resource, std::move(event), std::move(claims), occurrences, closed};
  RETURN_IF_ERROR(StandingMeetings(standing, query_, lookups_, found).Find());
  for (const Rule& rule : Rules()) {
    if (rule.stand == nullptr || !query_.Wants(rule)) continue;
    Standing held{rule, standing, query_, lookups_, found};
    RETURN_IF_ERROR(rule.stand(held));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return ConflictBefore(a.conflict(), b.conflict());
  });
  return found;
}

}  // namespace taqvim::schedule
