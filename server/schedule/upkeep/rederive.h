// Which time zones' rules have changed since instants were derived by them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/transaction.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::schedule {

struct ZonesInUse {
  // Those whose rules have changed, or whose instants have not all been derived
  // again yet.
  std::vector<std::string> changed;
  // Those that the time zone data does not have any more: what is booked in them
  // keeps its instants.
  std::vector<std::string> unknown;
};

// Looks at every zone in use. Rederive brings those changed up to date.
absl::StatusOr<ZonesInUse> CheckZonesInUse(storage::Snapshot& snapshot);

// Derives again, by the rules that its thread was given (time/zone_rules.h), what is
// booked in zones whose rules have changed, or that the request names; a bounded stretch
// at a time. With texts for a caller with these rights.
absl::StatusOr<v1::RederiveTimesResponse> Rederive(storage::Transaction& transaction,
                                                   const access::Rights& rights,
                                                   const v1::RederiveTimesRequest& request);

}  // namespace taqvim::schedule
