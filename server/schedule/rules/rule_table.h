// The table of the rules: one row a rule, and what is asked of all of them.
//
// A new rule is a file beside this one with its functions, and a row. Nobody else names one:
// `tests/lint/rules.py` looks.
#pragma once

#include <set>

#include "absl/types/span.h"
#include "server/schedule/facts/rule.h"

namespace taqvim::schedule {

// All rules, in the order of the contract.
absl::Span<const Rule> Rules();

// The row of a rule. A number that the contract does not have is a rule that nothing breaks
// and nobody overrides.
const Rule& RuleOf(v1::ConflictRule name);

// Whether a rule can be overridden.
bool IsOverridable(v1::ConflictRule name);

// The rule that is broken by meeting claims of that kind, of one owner; of several the first.
const Rule& RuleMetBy(storage::ClaimKind kind);

// All claims that break some rule where they are met.
storage::ClaimKinds KindsThatMeet();

// Those that may be broken when that changed.
std::set<v1::ConflictRule> RulesBrokenBy(Change change);

// Whether the booking breaks no rule by its place and time alone: all that has to be asked
// but whether it is free.
bool FitsItsPlace(const PlacedBooking& booking);

}  // namespace taqvim::schedule
