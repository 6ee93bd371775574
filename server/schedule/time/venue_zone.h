// The time zone of a venue as it is stored.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Its rules. FAILED_PRECONDITION (ILLEGAL_STATE) where the time zone data that is
// installed lacks the zone, since it is older than what was used before, or cut down:
// no fault of the caller's, who can only have it mended.
absl::StatusOr<absl::TimeZone> ZoneOfVenue(const v1::Venue& venue);

}  // namespace taqvim::schedule
