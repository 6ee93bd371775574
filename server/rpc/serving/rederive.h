// What a server does about time zones before it serves.
#pragma once

#include "absl/status/status.h"
#include "server/rpc/log/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Derives the instants of what is booked in time zones whose rules have changed
// since they were derived again, revision by revision, as `system`. What was done
// when it is killed on the way is not done again. Logs what moved, and zones that
// are not known any more. Returns when all is done; an error of the store's
// otherwise.
absl::Status RederiveTimes(storage::Store& store, const Log& log);

}  // namespace taqvim::rpc
