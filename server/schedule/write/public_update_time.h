// When what the public sees of an event last changed.
#pragma once

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Sets Event.public_update_time of the event after a write: to the time of the write where the
// public sees something else than before, or sees it now; else to what it was. Cleared where the
// public does not see it.
void SettlePublicUpdateTime(const v1::Event& before, v1::Event& after);

}  // namespace taqvim::schedule
