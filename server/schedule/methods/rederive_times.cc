// Times that are derived again by request: a part of server/schedule/api.h.
#include "server/schedule/api.h"
#include "server/schedule/upkeep/rederive.h"

namespace taqvim::schedule {

absl::StatusOr<v1::RederiveTimesResponse> RederiveTimes(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::RederiveTimesRequest& request) {
  return Rederive(transaction, caller.rights, request);
}

}  // namespace taqvim::schedule
