// Occurrences that a series has by another reading of its rule, and nobody asked
// for.
#pragma once

#include "absl/status/status.h"
#include "server/schedule/drafts/claimed_drafts.h"

namespace taqvim::schedule {

// A stage: needs claimed drafts, leaves them with fewer claims that keep others out.
//
// Only holds, of drafts of confirmed series that are expanded again, the
// occurrences that took nothing of what they take now: all of a series that a venue
// has approved, since it approved other days; else those that would collide with
// what other events have confirmed. One draft after another; and what is inside an
// occurrence that is only held is only held, too. What venues approved of a series
// with such occurrences is outdated; of a tentative one it is open again.
absl::Status HoldNewOccurrences(ClaimedDrafts& drafts);

}  // namespace taqvim::schedule
