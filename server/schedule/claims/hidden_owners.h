// Which owners of claims a caller is not to find on participants.
#pragma once

#include <map>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// Of one snapshot; looks each owner up once. It answers for claims on
// participants: what an event takes of spaces is hidden from nobody.
class HiddenOwners {
 public:
  HiddenOwners(storage::Snapshot& snapshot, const access::Rights& rights)
      : snapshot_(snapshot), rights_(rights) {}

  // Whether it is an event of which the caller may not know that it takes a
  // participant.
  absl::StatusOr<bool> Contain(storage::ResourceId owner);

 private:
  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  std::map<storage::ResourceId, bool> known_;
};

}  // namespace taqvim::schedule
