#include "server/schedule/duty.h"

#include <algorithm>

#include "server/schedule/expire_holds.h"
#include "server/schedule/roll_horizons.h"
#include "server/schedule/series.h"
#include "server/schedule/withdraw_approvals.h"

namespace taqvim::schedule {

int64_t DueOf(const v1::Event& event) {
  const bool held = event.state() == v1::EVENT_STATE_TENTATIVE && event.has_expire_time();
  const int64_t expiry = held ? event.expire_time().seconds() : 0;
  const int64_t roll = event.has_recurrence() ? RollDue(event) : 0;
  return expiry == 0 || roll == 0 ? std::max(expiry, roll) : std::min(expiry, roll);
}

absl::StatusOr<std::string> DoWhatIsDue(storage::Transaction& transaction,
                                        const std::vector<storage::ResourceId>& due) {
  // One revision does one kind of thing; the duty runs again while something is left.
  auto expired = ExpireHolds(transaction, due);
  if (!expired.ok() || !expired->empty()) return expired;
  auto withdrawn = WithdrawApprovals(transaction, due);
  if (!withdrawn.ok() || !withdrawn->empty()) return withdrawn;
  return RollHorizons(transaction, due);
}

}  // namespace taqvim::schedule
