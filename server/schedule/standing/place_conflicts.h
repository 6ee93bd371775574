// What stands in conflict with a place, for the answer of the write that changed
// it: what `ListConflicts` would list of it, as a report. Of all that is booked
// there, only what may be in conflict and is not over is looked at.
//
// At most 1,000 conflicts are listed; `total` counts them all, unless so much is booked
// there that kReportUnits do not suffice to look at it: then it is a lower bound.
#pragma once

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// The confirmed bookings outside the venue's opening hours and, `with_programmes`,
// the events booked there that are outside the stops of their programmes. For a
// caller with these rights.
absl::StatusOr<v1::ConflictReport> ConflictsOfVenue(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const storage::Resource& venue,
                                                    bool with_programmes);

// The confirmed bookings that expect more people than the space seats and,
// `with_closures`, those that closures meet in its venue.
absl::StatusOr<v1::ConflictReport> ConflictsOfSpace(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const storage::Resource& space,
                                                    bool with_closures);

}  // namespace taqvim::schedule
