// Resources of a QueryOccupancy request, resolved to atoms, zone and window.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/snapshot.h"
#include "taqvim/v1/occupancy.pb.h"

namespace taqvim::schedule {

struct OccupiedResource {
  storage::ResourceId id = 0;
  std::string name;
  // The zone in which its local times are shown, and the window in that zone.
  std::string time_zone;
  storage::Interval window;
  // The atoms on which claims of it are, in order of id. A space that has parts now is
  // itself among them: before it had any, claims were on it. Empty when the zone skips
  // all the days of the window.
  std::vector<storage::ResourceId> atoms;
};

// The atoms of a space, venue or participant, as in OccupiedResource.
absl::StatusOr<std::vector<storage::ResourceId>> AtomsOf(storage::Snapshot& snapshot,
                                                         const storage::Resource& resource);

// The resource `resources[index]` of the request. INVALID_ARGUMENT when it does
// not exist.
absl::StatusOr<OccupiedResource> ExpandResource(storage::Snapshot& snapshot,
                                                const v1::QueryOccupancyRequest& request,
                                                int index);

}  // namespace taqvim::schedule
