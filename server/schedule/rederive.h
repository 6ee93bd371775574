// Which time zones' rules have changed since instants were derived by them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace taqvim::schedule {

struct ZonesInUse {
  // Those whose rules have changed, or whose instants have not all been derived
  // again yet.
  std::vector<std::string> changed;
  // Those that the time zone data does not have any more: what is booked in them
  // keeps its instants.
  std::vector<std::string> unknown;
};

// Looks at every zone in use. RederiveTimes (api.h) brings those changed up to
// date.
absl::StatusOr<ZonesInUse> CheckZonesInUse(storage::Snapshot& snapshot);

}  // namespace taqvim::schedule
