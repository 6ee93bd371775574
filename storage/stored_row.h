// `StoredRow`: a resource as its row has it, for checks that hold rows against what they
// should say.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/claim.h"
#include "storage/resource.h"

namespace taqvim::storage {

struct StoredRow {
  Resource resource;
  std::vector<Link> links;  // ordered by role and target
  std::optional<Facets> facets;
  std::vector<Claim> claims;  // in the order in which they were added
};

// Reads the rows after that id, in order of their ids, at most `limit`. DATA_LOSS when one
// of them cannot be read.
using RowsAfter =
    std::function<absl::StatusOr<std::vector<StoredRow>>(ResourceId after, int limit)>;

}  // namespace taqvim::storage
