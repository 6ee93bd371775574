#include "server/schedule/rules/outside_host_rule.h"

#include <map>
#include <utility>

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

Breach BreachOf(int booking, const v1::Event& event, const Interval& interval,
                const absl::TimeZone& zone, std::optional<absl::CivilDay> day) {
  return {.booking = booking,
          .counterpart = event.host(),
          .interval = interval,
          .zone = zone,
          .day = day};
}

}  // namespace

absl::Status JudgeHost(Judging& judging) {
  const JudgedEvent& event = judging.event;
  for (const auto& [booking, interval] : event.OutsideHost()) {
    if (!judging.write.work().status().ok()) break;
    const BookingFacts& facts = event.booking(booking);
    const OccurrenceFacts* occurrence =
        event.OccurrenceOf({.interval = interval, .booking = booking});
    Breach breach = BreachOf(booking, event.after, interval, facts.zone, DayOf(occurrence));
    breach.resource = facts.resource->name;
    judging.Add(breach);
  }
  return judging.write.work().status();
}

absl::Status StandOutsideHost(Standing& standing) {
  const StandingEvent& event = standing.event;
  const bool wanted = standing.WantsAny({v1::CONFLICT_KIND_OUTSIDE_HOST});
  if (event.event->host().empty() || !wanted) return absl::OkStatus();
  // By booking and start: once for all the atoms.
  std::map<std::pair<int, int64_t>, const Claim*> outside;
  for (const Claim& claim : event.claims) {
    if (claim.kind == ClaimKind::kCultureDays || claim.host != 0) continue;
    if (event.booking(claim.booking).has_participant()) continue;
    outside.emplace(std::pair(claim.booking, claim.interval.start), &claim);
  }
  for (const auto& [place, claim] : outside) {
    standing.Add(v1::CONFLICT_KIND_OUTSIDE_HOST,
                 BreachOf(claim->booking, *event.event, claim->interval,
                          ZoneOf(event.booking(claim->booking)), event.DayOf(*claim)));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
