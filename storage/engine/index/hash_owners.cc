#include "storage/engine/index/hash_owners.h"

#include <algorithm>
#include <utility>

#include "proto/check.h"

namespace taqvim::storage {

HashOwners::Ids HashOwners::Find(uint64_t hash) const {
  Ids ids;
  auto latest = latest_.find(hash);
  if (latest == latest_.end()) return ids;
  ids.push_back(latest->second);
  auto earlier = earlier_.find(hash);
  if (earlier != earlier_.end()) {
    ids.insert(ids.end(), earlier->second.rbegin(), earlier->second.rend());
  }
  return ids;
}

void HashOwners::Add(uint64_t hash, ResourceId id) {
  auto [latest, only] = latest_.try_emplace(hash, id);
  if (!only) earlier_[hash].push_back(std::exchange(latest->second, id));
}

void HashOwners::Erase(uint64_t hash, ResourceId id) {
  auto latest = latest_.find(hash);
  CHECK(latest != latest_.end());
  auto earlier = earlier_.find(hash);
  if (earlier == earlier_.end()) {
    CHECK(latest->second == id);
    latest_.erase(latest);
    return;
  }
  std::vector<ResourceId>& ids = earlier->second;
  if (latest->second == id) {
    latest->second = ids.back();
    ids.pop_back();
  } else {
    const auto found = std::find(ids.begin(), ids.end(), id);
    CHECK(found != ids.end());
    ids.erase(found);
  }
  if (ids.empty()) earlier_.erase(earlier);
}

}  // namespace taqvim::storage
