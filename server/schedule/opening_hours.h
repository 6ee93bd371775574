// The weekly opening hours of a venue. Pure.
#pragma once

#include "absl/time/time.h"
#include "storage/claim.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Whether the whole interval lies within the opening hours, read in the zone's
// civil time. Stretches that touch, also across midnight, count as one. A venue
// without opening hours is always open. An interval that is longer than two
// weeks is within only when the venue never closes.
bool WithinOpeningHours(const v1::Venue& venue, const absl::TimeZone& zone,
                        const storage::Interval& interval);

}  // namespace taqvim::schedule
