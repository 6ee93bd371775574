// Which claims are contested.
//
// A claim of a confirmed event is contested when it overlaps, on its atom and
// under its host, a claim of an event that was confirmed earlier. No write makes
// it so, as the judge refuses those; the world does, when it moves instants. What
// writes do is to resolve it, when they move or cancel a party.
#pragma once

#include "absl/status/status.h"
#include "server/schedule/drafts/claimed_drafts.h"

namespace taqvim::schedule {

// Who moved the claims of the drafts that are in other places than before.
enum class MovedBy {
  // What is in another place will be judged.
  kWrites,
  // A zone or its rules changed: nothing is judged.
  kWorld,
};

// A stage of a write: needs claimed drafts, leaves in them the kinds of their claims, of
// what is contested where it stands, and of what the world moved. Draws in the events
// whose stored claims become contested by that, or are no longer; of such only the claims
// are looked at, and nothing is judged. Costs nothing where no confirmed event gives up a
// claim.
absl::Status SettleContested(ClaimedDrafts& drafts, MovedBy moved_by);

}  // namespace taqvim::schedule
