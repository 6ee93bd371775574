// In which order conflicts are told.
#pragma once

#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// The order in which reports list conflicts: by item, event, booking, rule,
// resource, start, counterpart and its booking, day of the occurrence.
bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b);

}  // namespace taqvim::schedule
