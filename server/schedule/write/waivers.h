// A stage of a write: what is accepted though it breaks a rule.
//
// Needs: judged drafts and their findings. Leaves: in the drafts the waivers that hold,
// those that this write gives among them; and findings of which those that are waived are
// advice, and those that the caller must not waive say so.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/judge/judge.h"
#include "server/schedule/stored/caller.h"

namespace taqvim::schedule {

// What is found of an event that the write does not touch stays advice.
absl::Status SettleWaivers(ClaimedDrafts& drafts, const Caller& caller,
                           std::vector<Finding>& findings);

// Before that: whether the write is refused by the finding, whatever else is found. Not
// by what may be waived, and not where an occurrence may yield to the other.
bool Decides(ClaimedDrafts& drafts, const Finding& finding);

}  // namespace taqvim::schedule
