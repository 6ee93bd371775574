// What a space is used for, asked before it goes.
#pragma once

#include "absl/status/status.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// That the space is part of no space that is not archived, and that no
// unfinished booking names it. FAILED_PRECONDITION (RESOURCE_IN_USE) otherwise.
// Bookings of its venue, or of its parts, are no use of it.
absl::Status CheckUnused(storage::Snapshot& snapshot, const storage::Resource& space);

}  // namespace taqvim::schedule
