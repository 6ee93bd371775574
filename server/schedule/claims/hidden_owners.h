// Look-up of the events whose claims on participants are hidden from a caller.
#pragma once

#include <map>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// Within one snapshot; looks each owner up once. Only for claims on participants: what
// an event takes of spaces is hidden from nobody. Not thread-safe.
class HiddenOwners {
 public:
  HiddenOwners(storage::Snapshot& snapshot, const access::Rights& rights)
      : snapshot_(snapshot), rights_(rights) {}

  // Whether the owner is an event of which the caller may not know that it takes a
  // participant. INTERNAL when it does not exist.
  absl::StatusOr<bool> Contain(storage::ResourceId owner);

 private:
  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  std::map<storage::ResourceId, bool> known_;
};

}  // namespace taqvim::schedule
