// Migration, before serving, of what earlier versions derived from stored events by
// other rules.
#pragma once

#include "absl/status/status.h"
#include "server/rpc/log/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Derives anew what earlier versions derived otherwise
// (schedule/upkeep/bring_forward.h), in bounded revisions by `system`. After a kill it
// goes on where it was. Logs its progress, what changed, and the number of conflicts
// that this made. Blocks until all is done; the store's error otherwise.
absl::Status BringForward(storage::Store& store, const Log& log);

}  // namespace taqvim::rpc
