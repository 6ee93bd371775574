// Which of the resources that stand in the way of something a refusal may name.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// So many a refusal names at most.
inline constexpr size_t kMostNamed = 10;

// The names of those of the resources that the caller sees all of, in their order and
// kMostNamed at most. That others are in the way is told as well, but never which: what an
// event books, or what it is inside, may be hidden though the event itself is not.
absl::StatusOr<std::vector<std::string>> NamesShown(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const std::vector<storage::ResourceId>& ids);

}  // namespace taqvim::schedule
