// What the state of an event means for others.
#pragma once

#include <algorithm>

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Whether the event takes place, or may: it is tentative or confirmed.
inline bool IsLive(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_TENTATIVE || event.state() == v1::EVENT_STATE_CONFIRMED;
}

// Whether it may still be moved as its move says: then it holds what that books. What was
// refused is only kept to be read.
inline bool IsMovePending(const v1::Event& event) {
  const auto& approvals = event.move().approvals();
  return event.has_move() &&
         std::none_of(approvals.begin(), approvals.end(), [](const v1::BookingApproval& approval) {
           return approval.state() == v1::APPROVAL_STATE_REFUSED;
         });
}

}  // namespace taqvim::schedule
