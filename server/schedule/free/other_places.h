// Search for other places where a booking could be at the same time.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/claims/approver.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/free/slot_places.h"

namespace taqvim::schedule {

// A place at which the booking would break no rule.
struct OtherPlace {
  const Place* place = nullptr;
  // Its period there, with `utc_offset` where the clocks show a time twice.
  v1::Period period;
  storage::Interval announced;
};

// Up to `most` places that are free for a booking of a space or venue, with seats
// enough: other spaces of its venue, then of its city; for a whole venue, other
// venues of the city. Those of about its size come first. None for a booking
// that excepts spaces. Looks no further once the write has cost `until` units of work.
absl::StatusOr<std::vector<OtherPlace>> FindOtherPlaces(ClaimedDrafts& drafts,
                                                        const ClaimedDraft& draft, int booking,
                                                        PlaceReader& reader, size_t most,
                                                        int64_t until);

// Whether the draft, which is confirmed, would have to be approved where it moved what it
// books, or moved there.
bool NeedsApprovalAnew(const ClaimedDraft& draft, const Approver& approver);

}  // namespace taqvim::schedule
