// Search for other times at which a booking could be at the same place.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "taqvim/v1/time.pb.h"

namespace taqvim::schedule {

// The bookings of the draft whose period is that of the booking: all without one
// of their own, or the booking alone.
std::vector<int> BookingsThatMoveWith(const ClaimedDraft& draft, int booking);

// The nearest other periods at which all these bookings, which share a period,
// would break no rule: two on the same day, then one on each of the three nearest
// of the next 14 days, the nearest to the same time of day; for whole days two
// within the next year. None before now, unless the booking is. Each can be booked
// as it is: it has `utc_offset` where the clocks show it twice. Looks no further once
// the write has cost `until` units of work.
absl::StatusOr<std::vector<v1::Period>> FindOtherTimes(ClaimedDrafts& drafts,
                                                       const ClaimedDraft& draft,
                                                       const std::vector<int>& bookings,
                                                       int64_t until);

}  // namespace taqvim::schedule
