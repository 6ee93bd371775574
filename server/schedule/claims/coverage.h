// Test whether claims together cover an interval.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/claim.h"
#include "storage/work.h"

namespace taqvim::schedule {

// Whether the claims on the atom for which `counts` is true together cover the
// interval. The claims are ordered by atom and start. Counts the claims that it looks
// at as work; when the limits of work are reached, the result means nothing.
bool Covers(const std::vector<storage::Claim>& claims, storage::ResourceId atom,
            const storage::Interval& interval, storage::Work& work,
            absl::FunctionRef<bool(const storage::Claim&)> counts);

}  // namespace taqvim::schedule
