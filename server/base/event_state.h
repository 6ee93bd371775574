// What the state of an event means for others.
#pragma once

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Whether the event takes place, or may: it is tentative or confirmed.
inline bool IsLive(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_TENTATIVE || event.state() == v1::EVENT_STATE_CONFIRMED;
}

}  // namespace taqvim::schedule
