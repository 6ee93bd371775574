// Validators of the parts of spaces: same venue, no cycles, bounded depth.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/snapshot.h"
#include "taqvim/v1/space.pb.h"

namespace taqvim::schedule {

// The most levels of spaces within spaces, both ends counted.
inline constexpr int kMaxSpaceLevels = 10;

// INVALID_ARGUMENT at `path[i]` for each of the spaces that is in another venue.
absl::Status CheckSameVenue(const std::string& path, const std::string& venue,
                            const google::protobuf::RepeatedPtrField<std::string>& spaces);

// Checks that the space, as it is to be put, does not contain itself, and that no space
// would be more than kMaxSpaceLevels deep. INVALID_ARGUMENT at `scope.parts[i]`, with
// the path from the space to itself in the text. Parts that do not exist are ignored.
absl::Status CheckSpaceTree(storage::Snapshot& snapshot, const std::string& scope,
                            const v1::Space& space);

}  // namespace taqvim::schedule
