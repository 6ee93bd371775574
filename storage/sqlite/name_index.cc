#include "storage/sqlite/name_index.h"

#include <xxhash.h>

#include <algorithm>
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
  auto [latest, only] = latest_.try_emplace(hash, id);
  if (!only) earlier_[hash].push_back(std::exchange(latest->second, id));
  added_.push_back({hash, id});
}

void NameIndex::Remove(Kind kind, std::string_view name, ResourceId id) {
  removed_.push_back({HashOf(kind, name), id});
}

void NameIndex::Commit(int64_t revision) {
  for (const Owner& owner : removed_) retired_.push_back({revision, owner});
  removed_.clear();
  added_.clear();
}

void NameIndex::Undo() {
  absl::MutexLock lock(&mutex_);
  for (; !added_.empty(); added_.pop_back()) Erase(added_.back());
  removed_.clear();
}

void NameIndex::Purge(int64_t oldest) {
  if (retired_.empty() || retired_.front().revision > oldest) return;
  absl::MutexLock lock(&mutex_);
  for (; !retired_.empty() && retired_.front().revision <= oldest; retired_.pop_front()) {
    Erase(retired_.front().owner);
  }
}

void NameIndex::Erase(const Owner& owner) {
  auto latest = latest_.find(owner.hash);
  auto earlier = earlier_.find(owner.hash);
  if (earlier == earlier_.end()) {
    latest_.erase(latest);
    return;
  }
  std::vector<ResourceId>& ids = earlier->second;
  if (latest->second == owner.id) {
    latest->second = ids.back();
    ids.pop_back();
  } else {
    ids.erase(std::find(ids.begin(), ids.end(), owner.id));
  }
  if (ids.empty()) earlier_.erase(earlier);
}

}  // namespace taqvim::storage
