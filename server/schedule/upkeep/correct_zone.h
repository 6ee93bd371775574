// What follows when the time zones of venues are corrected.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/transaction.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// A venue that was put with another zone than that.
struct CorrectedZone {
  std::string venue;
  std::string before;
};

// After these were put: their unfinished bookings and closures keep
// their local times, in the new zones, and so do the bookings of participants that took
// their zone from such a venue alone. What is in several of them is moved once. Returns
// what collides then, as a caller with these rights may know it. FAILED_PRECONDITION
// when that is more than 1,000 bookings of a venue, or 1 MiB of events.
absl::StatusOr<v1::ConflictReport> CorrectZones(storage::Transaction& transaction,
                                                const access::Rights& rights,
                                                const std::vector<CorrectedZone>& corrected);

}  // namespace taqvim::schedule
