// Hours announced: what of the times in use is not set-up and tear-down.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/timeline/timeline_model.h"
#include "client/cli/timeline/timeline_scope.h"
#include "client/client.h"
#include "taqvim/v1/occupancy.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::cli {

// When events take place, as it is announced.
using Occurrences = std::vector<v1::Occurrence>;

// Reads the occurrences of what occupies the scope: those on its days and, for what is only
// set up or torn down then, those before and after.
absl::StatusOr<Occurrences> ReadOccurrences(client::Client& client, const TimelineScope& scope,
                                            const v1::QueryOccupancyResponse& occupancy);

// The time in use by the occupancy, with the set-up and the tear-down around those of the
// occurrences that it meets. What meets none, a booking at a time of its own, has neither.
TimelineStretch StretchOf(const v1::Occupancy& occupancy,
                          const std::vector<const v1::Occurrence*>& of_event);

}  // namespace taqvim::cli
