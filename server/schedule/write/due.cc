#include "server/schedule/write/due.h"

#include <algorithm>

#include "server/schedule/write/series.h"

namespace taqvim::schedule {

int64_t DueOf(const v1::Event& event) {
  const bool held = event.state() == v1::EVENT_STATE_TENTATIVE && event.has_expire_time();
  const int64_t expiry = held ? event.expire_time().seconds() : 0;
  const int64_t roll = event.has_recurrence() ? RollDue(event) : 0;
  return expiry == 0 || roll == 0 ? std::max(expiry, roll) : std::min(expiry, roll);
}

}  // namespace taqvim::schedule
