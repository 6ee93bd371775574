// What follows when the time zones of venues are corrected: their unfinished bookings and
// closures keep their local times, in the new zones, and so do the bookings of participants
// that took their zone from such a venue alone. What collides then is settled and told,
// never refused.
//
// Of a large venue this takes several revisions (BeginZoneCorrection). Until it is complete
// the venue says so (Venue.zone_correction), and what was not reached yet stands by the zone
// before. What would be booked there meanwhile is refused (write/plan.h).
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

// After these were put: moves all of it in this transaction. What is in several of them is
// moved once. Returns what collides then, as a caller with these rights may know it.
absl::StatusOr<v1::ConflictReport> CorrectZones(storage::Transaction& transaction,
                                                const access::Rights& rights,
                                                const std::vector<CorrectedZone>& corrected);

// After one was put: moves its closures and as many events as a step may; the rest is
// made due at once, and the venue put so that it says so. Returns what collides of what was
// moved.
absl::StatusOr<v1::ConflictReport> BeginZoneCorrection(storage::Transaction& transaction,
                                                       const access::Rights& rights,
                                                       const CorrectedZone& corrected);

// Goes on with one of the corrections that are due, by a step: at most 100 events, and about
// 1,000 bookings or 1 MiB of events. With the last the venue says nothing of it any more.
// Returns what it did, for the log; nothing when there was nothing to do.
absl::StatusOr<std::string> ContinueZoneCorrection(storage::Transaction& transaction,
                                                   const std::vector<storage::ResourceId>& due);

}  // namespace taqvim::schedule
