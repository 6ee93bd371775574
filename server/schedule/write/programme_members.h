// What becomes of the events of a programme when the programme changes.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/judge/judge.h"

namespace taqvim::schedule {

// A stage of a write: needs claimed drafts, leaves findings.
//
// Of the drafts that are culture days: the events that belong to them and
// are outside their stops, where the write changes the stops, or stand without them,
// where it cancels them. As advice at the item of the culture days; without what the
// judge says of events that the write itself moves, and without events that are
// closed to a caller with these rights, of which nobody may know to what they belong.
absl::StatusOr<std::vector<Finding>> FindLeftMembers(ClaimedDrafts& drafts,
                                                     const access::Rights& rights);

}  // namespace taqvim::schedule
