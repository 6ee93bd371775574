// Check that a space is not in use, before it is deleted or archived.
#pragma once

#include "absl/status/status.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// OK when the space is part of no space that is not archived, and no unfinished booking
// names it; else FAILED_PRECONDITION (RESOURCE_IN_USE). Bookings of its venue, or of
// its parts, do not count. Names what the caller may see of that.
absl::Status CheckUnused(storage::Snapshot& snapshot, const access::Rights& rights,
                         const storage::Resource& space);

}  // namespace taqvim::schedule
