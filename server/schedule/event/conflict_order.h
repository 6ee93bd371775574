// Sort order of conflicts in reports.
#pragma once

#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// Less-than of conflicts: by item, event, booking, rule, resource, start, counterpart
// and its booking, day of the occurrence.
bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b);

}  // namespace taqvim::schedule
