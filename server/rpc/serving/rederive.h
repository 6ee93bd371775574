// Derivation of instants anew at the start, for time zones whose rules have changed.
#pragma once

#include "absl/status/status.h"
#include "server/rpc/log/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Derives the instants of bookings and closures in time zones whose rules have changed
// since they were derived, in bounded revisions by `system`. After a kill it goes on
// where it was. Logs what moved, and zones in use that are not known any more. Blocks
// until all is done; the store's error otherwise.
absl::Status RederiveTimes(storage::Store& store, const Log& log);

// Where other servers write to the store, too: makes the time zone data of this machine that by
// which all go, or says that theirs is newer (schedule/stored/zone_version.h). Before any of the
// others.
absl::Status UseZoneData(storage::Store& store);

}  // namespace taqvim::rpc
