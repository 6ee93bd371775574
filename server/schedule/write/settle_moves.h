// The stage of moves: which events move at once, which wait, and which wait no more.
//
// Needs: drafts whose steps are done. Leaves: events that stay where they are, with a move
// that waits, where somebody has to agree to what was asked; the moves of one write in one
// group. What was only refused, replaced, cancelled or lapsed is gone, with all of its
// group.
#pragma once

#include "absl/status/status.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/stored/caller.h"

namespace taqvim::schedule {

// Adds to the errors what does not exist or does not fit of what is asked for.
absl::Status SettleMoves(Drafts& drafts, const Caller& caller, FieldErrors& errors);

}  // namespace taqvim::schedule
