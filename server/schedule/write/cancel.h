// Cancels drafts, and what goes with them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/schedule/drafts/drafts.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::schedule {

// Cancels the draft as the request says it; with a cascade also what lives in it or
// belongs to its programme, of which the names are added to `cascaded`. FAILED_PRECONDITION
// when it does not take place any more, INVALID_ARGUMENT when that would be too many.
absl::Status CancelDraft(Drafts& drafts, const v1::CancelEventRequest& request, Draft& draft,
                         std::vector<std::string>& cascaded);

}  // namespace taqvim::schedule
