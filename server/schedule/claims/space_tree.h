// How the spaces of a venue are made of each other.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/snapshot.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// How many levels of spaces within spaces there may be, both ends counted.
inline constexpr int kMaxSpaceLevels = 10;

// INVALID_ARGUMENT at `path[i]` for each of the spaces that is of another venue.
absl::Status CheckSameVenue(const std::string& path, const std::string& venue,
                            const google::protobuf::RepeatedPtrField<std::string>& spaces);

// That the space, as it is to be put, does not contain itself, and that no
// space would be more than kMaxSpaceLevels deep. INVALID_ARGUMENT at
// `scope.parts[i]`, with the way from the space to itself in the text. Parts
// that do not exist are passed over.
absl::Status CheckSpaceTree(storage::Snapshot& snapshot, const std::string& scope,
                            const v1::Space& space);

}  // namespace taqvim::schedule
