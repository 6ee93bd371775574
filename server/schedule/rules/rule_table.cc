#include "server/schedule/event/conflict_rules.h"

namespace taqvim::schedule {

v1::ConflictSeverity SeverityOf(v1::ConflictRule rule) {
  if (rule == v1::CONFLICT_RULE_OUTSIDE_PROGRAMME || rule == v1::CONFLICT_RULE_HELD) {
    return v1::CONFLICT_SEVERITY_ADVISORY;
  }
  return IsOverridable(rule) ? v1::CONFLICT_SEVERITY_OVERRIDABLE : v1::CONFLICT_SEVERITY_BLOCKING;
}

bool IsOverridable(v1::ConflictRule rule) {
  switch (rule) {
    case v1::CONFLICT_RULE_VENUE_CLOSED:
    case v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS:
    case v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP:
    case v1::CONFLICT_RULE_OVER_CAPACITY:
    case v1::CONFLICT_RULE_HOLD_AHEAD:
    case v1::CONFLICT_RULE_APPROVAL_NEEDED:
      return true;
    default:
      return false;
  }
}

}  // namespace taqvim::schedule
