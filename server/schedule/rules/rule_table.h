// What a conflict rule is: how much breaking it weighs.
#pragma once

#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// What a rule means for a write that breaks it and waives nothing.
v1::ConflictSeverity SeverityOf(v1::ConflictRule rule);

// Whether a rule can be overridden.
bool IsOverridable(v1::ConflictRule rule);

}  // namespace taqvim::schedule
