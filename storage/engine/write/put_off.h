// Back-off list: resources for which the duty failed.
#pragma once

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "storage/claim.h"

namespace taqvim::storage {

// Each is skipped for a pause, so that it delays nothing else. For one thread.
class PutOff {
 public:
  explicit PutOff(absl::Duration pause) : pause_(pause) {}

  void Add(ResourceId id, absl::Time now) { since_[id] = now; }
  bool Has(ResourceId id) const { return since_.contains(id); }
  // Removes those whose pause is over, or that are from before the clock was set back:
  // they are tried again.
  void Forget(absl::Time now) {
    absl::erase_if(since_,
                   [&](const auto& one) { return now >= one.second + pause_ || now < one.second; });
  }
  // How long until the next may be tried again.
  absl::Duration Until(absl::Time now) const {
    absl::Duration until = absl::InfiniteDuration();
    for (const auto& [id, since] : since_) until = std::min(until, since + pause_ - now);
    return until;
  }

 private:
  const absl::Duration pause_;
  absl::flat_hash_map<ResourceId, absl::Time> since_;
};

}  // namespace taqvim::storage
