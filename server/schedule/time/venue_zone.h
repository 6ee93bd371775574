// The time zone of a stored venue.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// The rules of the venue's zone. FAILED_PRECONDITION (ILLEGAL_STATE) when the installed
// time zone data lacks the zone, since it is older than what was used before, or cut
// down.
absl::StatusOr<absl::TimeZone> ZoneOfVenue(const v1::Venue& venue);

}  // namespace taqvim::schedule
