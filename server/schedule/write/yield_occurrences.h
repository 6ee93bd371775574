// A stage of a write: occurrences yield to what is in their way.
//
// Needs: judged drafts, and findings of which those that are waived are advice. Leaves:
// the drafts without the claims that yield, findings of which those that are settled by
// that are advice or gone, and no ranks of holds where anything yielded.
#pragma once

#include "absl/status/status.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/judge/judge.h"

namespace taqvim::schedule {

// Whether occurrences of the draft may be left out or only held for what is in their
// way.
bool MayYield(const ClaimedDraft& draft);

// Of the findings that block, by their conflicts' severity, those of occurrences
// that their event would rather leave out, or only hold: does so, and makes the
// findings advice. Of two series of one write that collide, the later yields.
absl::Status YieldOccurrences(ClaimedDrafts& drafts, Findings& findings);

}  // namespace taqvim::schedule
