// Occurrences that a claimed draft gives up for what is in their way.
#pragma once

#include <set>

#include "absl/time/civil_time.h"
#include "server/schedule/drafts/claimed_drafts.h"

namespace taqvim::schedule {

// Leaves out, or only holds, the occurrences of these days: their claims, unless they
// are for others at the very same time, too, and what is kept of them.
void GiveUpOccurrences(ClaimedDraft& draft, const std::set<absl::CivilDay>& days, bool skip);

}  // namespace taqvim::schedule
