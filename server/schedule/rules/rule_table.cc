#include "server/schedule/rules/rule_table.h"

#include <algorithm>
#include <iterator>

#include "server/schedule/claims/collision.h"
#include "server/schedule/rules/agreement_rule.h"
#include "server/schedule/rules/approval_rule.h"
#include "server/schedule/rules/booking_limits_rule.h"
#include "server/schedule/rules/capacity_rule.h"
#include "server/schedule/rules/culture_days_rule.h"
#include "server/schedule/rules/held_rule.h"
#include "server/schedule/rules/hold_ahead_rule.h"
#include "server/schedule/rules/opening_hours_rule.h"
#include "server/schedule/rules/outside_host_rule.h"
#include "server/schedule/rules/past_rule.h"
#include "server/schedule/rules/programme_rule.h"
#include "server/schedule/rules/resource_busy_rule.h"
#include "server/schedule/rules/venue_closed_rule.h"

namespace taqvim::schedule {
namespace {

using storage::ClaimKind;
using storage::ClaimKinds;

constexpr Rule kRules[] = {
    {.name = v1::CONFLICT_RULE_RESOURCE_BUSY,
     .severity = v1::CONFLICT_SEVERITY_BLOCKING,
     .says = {.judged = "$0 is taken by $1, $2."},
     .resolved_by = {.standing = "$0, or move or cancel $1."},
     .is_helped_elsewhere = true,
     .refuses_moves = true,
     .met = kBlocking,
     .stands_by = ClaimKind::kHeld | ClaimKind::kContested,
     .meet = IsTaken,
     .stand_met = HowTaken},
    {.name = v1::CONFLICT_RULE_VENUE_CLOSED,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$0 is closed by $1, $2.",
              .to_counterpart = "$1 stays booked in $0, which is closed then; move or $3."},
     .resolved_by = {.standing = "$0, or change or delete $1."},
     .is_helped_elsewhere = true,
     .broken_by = {Change::kSpaces},
     .met = ClaimKind::kClosure,
     .stands_by = kBlocking,
     .meet = IsClosed,
     .stand_met = HowClosed},
    {.name = v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$1 is not open all the time $2.",
              .changed = "$1 is not open all the time $2, and has changed since that was "
                         "accepted."},
     .resolved_by = {.standing = "Move or cancel $2, change $1 so that it fits, or change the "
                                 "event and override the rule.",
                     .changed = "Move or cancel $2, change $1 so that it fits, or change the "
                                "event and override the rule again."},
     .is_helped_elsewhere = true,
     .broken_by = {Change::kOpeningHours},
     .stands_by = kBlocking,
     .breaks = IsOutsideHours,
     .judge = JudgeHours,
     .stand = StandOutsideHours},
    {.name = v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOrganizer,
     .says = {.judged = "Culture days $1 are $3 on some of these days.",
              .standing = "Culture days $1 share days with these.",
              .changed = "Culture days $1 share days with these, and have changed since that "
                         "was accepted."},
     .resolved_by = {.standing = "$0, or move or cancel $1.",
                     .changed = "$0, change $1 so that it fits, or change the event and override "
                                "the rule again."},
     .judge = JudgeCultureDays,
     .stand = StandCultureDays},
    {.name = v1::CONFLICT_RULE_OUTSIDE_HOST,
     .severity = v1::CONFLICT_SEVERITY_BLOCKING,
     .says = {.judged = "The host $1 does not hold all of $0 $2."},
     .resolved_by = {.standing = "$0, or move $1 so that it holds all of it."},
     .refuses_moves = true,
     .judge = JudgeHost,
     .stand = StandOutsideHost},
    {.name = v1::CONFLICT_RULE_OVER_CAPACITY,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$0 seats $3; $4 people are expected.",
              .standing = "$0 seats $3, and $4 people are expected.",
              .changed = "$0 seats $3, and $4 people are expected; it has changed since that was "
                         "accepted."},
     .resolved_by = {.standing = "Move or cancel $2, change $1 so that it fits, or change the "
                                 "event and override the rule.",
                     .changed = "Move or cancel $2, change $1 so that it fits, or change the "
                                "event and override the rule again."},
     .is_helped_elsewhere = true,
     .broken_by = {Change::kSeats},
     .stands_by = kBlocking,
     .breaks = IsOverCapacity,
     .judge = JudgeCapacity,
     .stand = StandOverCapacity},
    {.name = v1::CONFLICT_RULE_OUTSIDE_PROGRAMME,
     .severity = v1::CONFLICT_SEVERITY_ADVISORY,
     .says = {.judged = "The programme $1 has no stop$3 on these days."},
     .resolved_by = {.standing = "Move $2, or change the stops of $1."},
     .broken_by = {Change::kCity, Change::kStops},
     .stands_by = kOfBookings,
     .judge = JudgeProgramme,
     .stand = StandOutsideProgramme},
    {.name = v1::CONFLICT_RULE_HOLD_AHEAD,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$0 is held, ranking before this, by $1, $2."},
     .is_helped_elsewhere = true,
     .met = ClaimKind::kHeld,
     .meet = IsHeldAhead},
    {.name = v1::CONFLICT_RULE_HELD,
     .severity = v1::CONFLICT_SEVERITY_ADVISORY,
     .says = {.judged = "$0 is held as well by $1, $2."},
     .tells_rank = true,
     .met = ClaimKind::kHeld,
     .meet = IsHeldToo},
    {.name = v1::CONFLICT_RULE_APPROVAL_NEEDED,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$1 approves its bookings, and has not yet $3."},
     .can_be_asked_for = true,
     .breaks = NeedsApproval,
     .judge = JudgeApproval,
     .ends_waiver = NeedsAnotherApproval},
    {.name = v1::CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS,
     .severity = v1::CONFLICT_SEVERITY_OVERRIDABLE,
     .overridden_by = Authority::kOfWhatIsBooked,
     .says = {.judged = "$1 is booked $3; this is $2."},
     .is_helped_elsewhere = true,
     .breaks = IsOutsideLimits,
     .judge = JudgeLimits},
    {.name = v1::CONFLICT_RULE_AGREEMENT_PROPOSED,
     .severity = v1::CONFLICT_SEVERITY_BLOCKING,
     .says = {.judged = "$1 is a proposal: $3 yet to accept it."},
     .resolved_by = {.standing = "Have the parties of $1 accept it, take $2 out of it, or cancel "
                                 "$2."},
     .broken_by = {Change::kAgreement},
     .judge = JudgeAgreement,
     .stand = StandUnderProposal},
    {.name = v1::CONFLICT_RULE_IN_THE_PAST,
     .severity = v1::CONFLICT_SEVERITY_ADVISORY,
     .says = {.judged = "$0 is booked for a time that is over, $2."},
     .judge = JudgePast},
};

constexpr Rule kNoRule = {};

template <class Is>
const Rule& FirstThat(Is is) {
  const auto found = std::find_if(std::begin(kRules), std::end(kRules), is);
  return found == std::end(kRules) ? kNoRule : *found;
}

}  // namespace

absl::Span<const Rule> Rules() { return kRules; }

const Rule& RuleOf(v1::ConflictRule name) {
  return FirstThat([name](const Rule& rule) { return rule.name == name; });
}

bool IsOverridable(v1::ConflictRule name) {
  return RuleOf(name).overridden_by != Authority::kNobody;
}

const Rule& RuleMetBy(ClaimKind kind) {
  return FirstThat([kind](const Rule& rule) { return rule.met && rule.met->Has(kind); });
}

ClaimKinds KindsThatMeet() {
  std::optional<ClaimKinds> kinds;
  for (const Rule& rule : kRules) {
    if (rule.met) kinds = kinds ? *kinds | *rule.met : *rule.met;
  }
  return *kinds;
}

std::set<v1::ConflictRule> RulesBrokenBy(Change change) {
  std::set<v1::ConflictRule> names;
  for (const Rule& rule : kRules) {
    if (rule.broken_by.Has(change)) names.insert(rule.name);
  }
  return names;
}

bool FitsItsPlace(const PlacedBooking& booking) {
  return std::none_of(std::begin(kRules), std::end(kRules), [&](const Rule& rule) {
    return rule.breaks != nullptr && rule.breaks(booking);
  });
}

}  // namespace taqvim::schedule
