#include "server/schedule/stored/referrers.h"

#include "proto/status_macros.h"

namespace taqvim::schedule {

using storage::ResourceId;

absl::StatusOr<ResourceId> Referrers::Next() {
  constexpr int kPage = 1000;
  if (at_ == page_.size() && !is_last_) {
    const ResourceId after = page_.empty() ? 0 : page_.back();
    ASSIGN_OR_RETURN(page_, snapshot_.Referrers(target_, roles_, after, kPage));
    at_ = 0;
    is_last_ = page_.size() < kPage;
  }
  return at_ == page_.size() ? 0 : page_[at_++];
}

absl::StatusOr<std::vector<ResourceId>> AllReferrers(storage::Snapshot& snapshot, ResourceId target,
                                                     std::vector<storage::LinkRole> roles) {
  Referrers referrers(snapshot, target, std::move(roles));
  std::vector<ResourceId> all;
  while (true) {
    ASSIGN_OR_RETURN(const ResourceId id, referrers.Next());
    if (id == 0) return all;
    all.push_back(id);
  }
}

}  // namespace taqvim::schedule
