// A draft of an event as its move would have it (event/moves.h), beside the draft of the event.
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Of an event as its pending move would have it; nothing when it has none. What is asked for
// anew is held against the event as it stands, and against what is ahead of that.
std::optional<Draft> MovedDraft(const Draft& draft, absl::Time now);

}  // namespace taqvim::schedule
