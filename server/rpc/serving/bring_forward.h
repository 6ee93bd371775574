// What a server does about a data file of an earlier version before it serves.
#pragma once

#include "absl/status/status.h"
#include "server/rpc/log/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Brings forward what earlier versions derived otherwise (schedule/upkeep/bring_forward.h),
// revision by revision, as `system`. What was done when it is killed on the way is not
// done again. Logs how far it is, what changed, and how much stands in conflict by it.
// Returns when all is done; an error of the store's otherwise.
absl::Status BringForward(storage::Store& store, const Log& log);

}  // namespace taqvim::rpc
