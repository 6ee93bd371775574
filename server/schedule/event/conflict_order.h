// Sort order of conflicts in reports.
#pragma once

#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// Less-than of conflicts: by item, event, booking, rule, resource, start, counterpart
// and its booking, day of the occurrence, end. An event and its move may be met from one
// start on, each until its own end.
bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b);

// Whether nothing of that but the end tells one from the other.
bool AreAlikeUpToTheEnd(const v1::Conflict& a, const v1::Conflict& b);

}  // namespace taqvim::schedule
