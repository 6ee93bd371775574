// What claims take together.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/claim.h"
#include "storage/work.h"

namespace taqvim::schedule {

// Whether those claims on the atom that count, taken together, cover the
// interval. The claims are ordered by atom and start. Counts those that are looked at
// as work; when that has ended, the answer means nothing.
bool Covers(const std::vector<storage::Claim>& claims, storage::ResourceId atom,
            const storage::Interval& interval, storage::Work& work,
            absl::FunctionRef<bool(const storage::Claim&)> counts);

}  // namespace taqvim::schedule
