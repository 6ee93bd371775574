// Groups of moves: what was asked for together moves together, or not at all. The members
// are those whose moves are stored as of the group, found by the index.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Moves the event to where its pending move says, for which all approvals were given, if
// that holds of all that moves together with it; they move with it, and are added to
// `moved_along`.
absl::Status MoveTogether(Drafts& drafts, Draft& draft, std::vector<std::string>& moved_along);

// Ends the moves of groups of which one ended, or was refused, otherwise than by being made.
absl::Status EndMoveGroups(Drafts& drafts);

}  // namespace taqvim::schedule
