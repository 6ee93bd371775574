#include "server/schedule/upkeep/duty.h"

#include <algorithm>

#include "server/schedule/time/zone_rules.h"
#include "server/schedule/upkeep/correct_zone.h"
#include "server/schedule/upkeep/expire_holds.h"
#include "server/schedule/upkeep/roll_horizons.h"
#include "server/schedule/upkeep/withdraw_approvals.h"

namespace taqvim::schedule {

absl::StatusOr<std::string> DoWhatIsDue(storage::Transaction& transaction,
                                        const std::vector<storage::ResourceId>& due) {
  const GivenZoneRules zones(ZonesInForce::Get());
  // One revision does one kind of thing; the duty runs again while something is left.
  auto expired = ExpireHolds(transaction, due);
  if (!expired.ok() || !expired->empty()) return expired;
  auto withdrawn = WithdrawApprovals(transaction, due);
  if (!withdrawn.ok() || !withdrawn->empty()) return withdrawn;
  auto corrected = ContinueZoneCorrection(transaction, due);
  if (!corrected.ok() || !corrected->empty()) return corrected;
  return RollHorizons(transaction, due);
}

}  // namespace taqvim::schedule
