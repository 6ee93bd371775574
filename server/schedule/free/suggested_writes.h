// Writes that take a suggestion.
#pragma once

#include "server/schedule/drafts/claimed_drafts.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::schedule {

// Puts into `suggestion.instead` what is to be sent in the place of the item, which wrote
// the draft, so that its booking becomes as the suggestion says, and with another time
// whatever moves with it. Nothing where several items write the event's bookings: then
// no single one can be replaced.
void AddInstead(const v1::EventWrite& item, const ClaimedDraft& draft, int booking,
                v1::Suggestion& suggestion);

}  // namespace taqvim::schedule
