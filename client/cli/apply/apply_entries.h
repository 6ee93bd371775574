// What is free instead of what files want, in terms of the files.
#pragma once

#include <vector>

#include "client/cli/apply/apply_plan.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/session/event_batch.h"

namespace taqvim::cli {

// The suggestions of the check of these writes, each with what its entry is to say instead, by
// file, line and field: `p.yaml:12: events/gala: bookings[0].space: venues/library/spaces/foyer`.
std::vector<FreeInstead> FreeInsteadInFiles(const PlannedWrites& events,
                                            const CheckedWrites& checked);

}  // namespace taqvim::cli
