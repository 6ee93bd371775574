#include "storage/engine/index/start_postings.h"

#include "proto/check.h"

namespace taqvim::storage {

void StartPostings::Add(const std::vector<int64_t>& seconds, ResourceId id) {
  for (int64_t second : seconds) starts_.insert({second, id});
}

void StartPostings::Erase(const std::vector<int64_t>& seconds, ResourceId id) {
  for (int64_t second : seconds) {
    auto found = starts_.find({second, id});
    CHECK(found != starts_.end());
    starts_.erase(found);
  }
}

std::vector<Start> StartPostings::After(const Start& start, size_t most) const {
  std::vector<Start> after;
  for (auto at = starts_.upper_bound(start); at != starts_.end() && after.size() < most; ++at) {
    if (after.empty() || after.back() != *at) after.push_back(*at);
  }
  return after;
}

}  // namespace taqvim::storage
