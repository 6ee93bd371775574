// References of resources by name, and their resolution to stored links.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// One reference: a name in a field of a message.
struct Reference {
  storage::LinkRole role;
  storage::Kind kind;
  std::string name;
  // The field that holds it, relative to the message, such as `parties[1]`.
  std::string field;
};

// The links to what the references name. INVALID_ARGUMENT (REFERENCE_NOT_FOUND,
// at each `scope.field`) for those that do not exist, or that are archived and are
// not among those that the stored message already held.
absl::StatusOr<std::vector<storage::Link>> ResolveReferences(
    storage::Snapshot& snapshot, const std::string& scope, const std::vector<Reference>& references,
    const std::vector<Reference>& stored);

// Whether something refers to the resource, or past claims are on it; then it is not
// deleted.
absl::StatusOr<bool> IsReferredTo(storage::Snapshot& snapshot, storage::ResourceId id);

}  // namespace taqvim::schedule
