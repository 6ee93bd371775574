// How far what repeats is booked.
#pragma once

#include <string>

#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {

// Sentences that say up to which day an event that goes on beyond it is booked so far, and what
// becomes of later days; empty for what does not repeat, or ends by then.
std::string BookedSoFar(const v1::Event& event);

}  // namespace taqvim::cli
