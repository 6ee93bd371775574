#include "server/schedule/write/state_name.h"

namespace taqvim::schedule {

std::string StateName(const v1::Event& event) {
  switch (event.state()) {
    case v1::EVENT_STATE_TENTATIVE:
      return "tentative";
    case v1::EVENT_STATE_CONFIRMED:
      return "confirmed";
    case v1::EVENT_STATE_CANCELLED:
      return "cancelled";
    case v1::EVENT_STATE_EXPIRED:
      return "expired";
    default:
      return "in an unknown state";
  }
}

}  // namespace taqvim::schedule
