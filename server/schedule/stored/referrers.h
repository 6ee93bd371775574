// `Referrers`: what refers to a resource, read a page at a time.
#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// Goes through the ids of the resources that refer to the target in one of the roles, in
// order. Whoever needs only the first reads only their page. For one snapshot.
class Referrers {
 public:
  Referrers(storage::Snapshot& snapshot, storage::ResourceId target,
            std::vector<storage::LinkRole> roles)
      : snapshot_(snapshot), target_(target), roles_(std::move(roles)) {}

  // The next; 0 when there are no more.
  absl::StatusOr<storage::ResourceId> Next();

 private:
  storage::Snapshot& snapshot_;
  const storage::ResourceId target_;
  const std::vector<storage::LinkRole> roles_;
  std::vector<storage::ResourceId> page_;
  size_t at_ = 0;
  bool is_last_ = false;
};

// All of them.
absl::StatusOr<std::vector<storage::ResourceId>> AllReferrers(storage::Snapshot& snapshot,
                                                              storage::ResourceId target,
                                                              std::vector<storage::LinkRole> roles);

}  // namespace taqvim::schedule
