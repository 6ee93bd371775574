// What stays booked while it is closed, for the answer of the write of a closure.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// The confirmed claims that a closure's claims meet, as far as they are not over and
// nobody accepted that, as conflicts of the events with the closure, which is their
// `counterpart`; of an event that repeats, one for each occurrence. At most 1,000 are
// listed; `total` counts them all. For a caller with these rights.
absl::StatusOr<v1::ConflictReport> ConflictsOfClosure(storage::Snapshot& snapshot,
                                                      const std::vector<storage::Claim>& claims,
                                                      const v1::Closure& closure,
                                                      const access::Rights& rights);

}  // namespace taqvim::schedule
