// When events are due.
#pragma once

#include <cstdint>

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// When something is to be done about the event by itself, in seconds since the
// epoch; 0 for never. What is stored as due with it.
int64_t DueOf(const v1::Event& event);

// When occurrences newly reached are to be claimed, in seconds since the epoch; 0
// when there are none to come.
int64_t RollDue(const v1::Event& event);

}  // namespace taqvim::schedule
