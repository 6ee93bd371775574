// What claims take together.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// Whether those claims on the atom that count, taken together, cover the
// interval. The claims are ordered by atom and start.
bool Covers(const std::vector<storage::Claim>& claims, storage::ResourceId atom,
            const storage::Interval& interval,
            absl::FunctionRef<bool(const storage::Claim&)> counts);

}  // namespace taqvim::schedule
