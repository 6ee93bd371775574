// What the states of events are called in refusals.
#pragma once

#include <string>

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// As in “is confirmed”.
std::string StateName(const v1::Event& event);

}  // namespace taqvim::schedule
