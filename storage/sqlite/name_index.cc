#include "storage/sqlite/name_index.h"

#include <xxhash.h>

#include <utility>

namespace taqvim::storage {
namespace {

uint64_t HashOf(Kind kind, std::string_view name) {
  return XXH3_64bits_withSeed(name.data(), name.size(), static_cast<uint64_t>(kind));
}

}  // namespace

NameIndex::Ids NameIndex::MayHave(Kind kind, std::string_view name) const {
  const uint64_t hash = HashOf(kind, name);
  absl::ReaderMutexLock lock(&mutex_);
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

void NameIndex::Add(Kind kind, std::string_view name, ResourceId id) {
  const uint64_t hash = HashOf(kind, name);
  absl::MutexLock lock(&mutex_);
  auto [latest, added] = latest_.try_emplace(hash, id);
  if (added || latest->second == id) return;
  earlier_[hash].push_back(std::exchange(latest->second, id));
}

}  // namespace taqvim::storage
