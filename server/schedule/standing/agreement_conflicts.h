// What stands in conflict with an agreement, for the answer of the write that made it a
// proposal again: what `ListConflicts` would list of it, as a report, bounded as that of a
// place is (place_conflicts.h).
#pragma once

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// The confirmed events under it that are not over and that the caller may see to be. Of an
// agreement that is no proposal there are none.
absl::StatusOr<v1::ConflictReport> ConflictsOfAgreement(storage::Snapshot& snapshot,
                                                        const access::Rights& rights,
                                                        const storage::Resource& agreement);

}  // namespace taqvim::schedule
