// What follows when the time zone of a venue is corrected.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/store.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// After the venue was put with another zone than `before`: its unfinished
// bookings and closures keep their local times, in the new zone, and so do the
// bookings of participants that took their zone from it alone. Returns what
// collides then, as a caller with these rights may know it. FAILED_PRECONDITION
// when that is more than 1,000 bookings, or 1 MiB of events.
absl::StatusOr<v1::ConflictReport> CorrectZone(storage::Transaction& transaction,
                                               const access::Rights& rights,
                                               const std::string& venue, const std::string& before);

}  // namespace taqvim::schedule
