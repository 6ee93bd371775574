// What follows for what is booked or closed when the spaces of a venue change.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// Expands again the claims of every unfinished event and closure that touches
// the venue, after its spaces changed in this transaction, and applies them.
// FAILED_PRECONDITION with the report, for a caller with these rights, where
// confirmed claims would collide. Unfinished is what ends after the transaction's
// now.
absl::Status ReexpandVenue(storage::Transaction& transaction, const access::Rights& rights,
                           const storage::Resource& venue);

// Adds to the mutation what the closure claims now, where that is other than
// what is stored and either is unfinished. Whether it is.
absl::StatusOr<bool> ReexpandClosure(storage::Snapshot& snapshot, const storage::Resource& closure,
                                     const storage::Resource& venue, storage::Mutation& mutation);

}  // namespace taqvim::schedule
