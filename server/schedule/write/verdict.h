// `Verdict`: what was found of a write, and whether it can be applied.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/schedule/judge/judge.h"
#include "storage/claim.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

struct Verdict {
  // As the caller may know them, waived ones as advice: the first kMostTold.
  std::vector<v1::Conflict> conflicts;
  // How many there are in all; or, where it is only a bound, at least.
  int32_t total = 0;
  bool total_is_lower_bound = false;
  // Whether one of them is more than advice.
  bool blocked = false;
  // As in Findings; of what is not there, none is known.
  absl::flat_hash_map<storage::ResourceId, std::vector<int>> hold_ranks;
};

// A stage of a write: needs findings that are settled, leaves the verdict.
Verdict Conclude(Findings findings);

// FAILED_PRECONDITION with the report of a write that is blocked.
absl::Status RefusalOf(const Verdict& verdict);

}  // namespace taqvim::schedule
