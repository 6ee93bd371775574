#include "storage/engine/index/request_index.h"

#include <xxhash.h>

#include <algorithm>

namespace taqvim::storage {
namespace {

constexpr absl::Duration kKept = absl::Hours(7 * 24);
constexpr absl::Duration kLongestGap = absl::Hours(1);
// More than a group adds, few enough to go unnoticed.
constexpr int kForgottenAtOnce = 1024;

// What the time between two requests counts for.
absl::Duration Gap(absl::Time earlier, absl::Time later) {
  return std::clamp(later - earlier, absl::ZeroDuration(), kLongestGap);
}

}  // namespace

RequestIndex::Key RequestIndex::KeyOf(std::string_view caller, std::string_view id) {
  // The id's hash depends on the caller, so that the same id of another is another key.
  const XXH64_hash_t seed = XXH3_64bits(caller.data(), caller.size());
  const XXH128_hash_t hash = XXH3_128bits_withSeed(id.data(), id.size(), seed);
  return {hash.low64, hash.high64};
}

std::optional<int64_t> RequestIndex::Find(const Key& key) const {
  auto found = revisions_.find(key);
  if (found == revisions_.end()) return std::nullopt;
  return found->second;
}

void RequestIndex::Add(const Key& key, int64_t revision, absl::Time time) {
  absl::Duration age = absl::ZeroDuration();
  if (!entries_.empty()) age = entries_.back().age + Gap(entries_.back().time, time);
  entries_.push_back({key, revision, time, age});
  revisions_.insert_or_assign(key, revision);
  ++added_;
}

bool RequestIndex::AddOlder(const Key& key, int64_t revision, absl::Time time) {
  absl::Duration age = absl::ZeroDuration();
  if (!entries_.empty()) {
    age = entries_.front().age - Gap(time, entries_.front().time);
    if (entries_.back().age - age > kKept) return false;
  }
  entries_.push_front({key, revision, time, age});
  revisions_.try_emplace(key, revision);
  return true;
}

void RequestIndex::Purge(int64_t /*oldest*/) {
  for (int left = kForgottenAtOnce; left > 0 && !entries_.empty(); --left, entries_.pop_front()) {
    const Entry& oldest = entries_.front();
    if (entries_.back().age - oldest.age <= kKept) break;
    auto found = revisions_.find(oldest.key);
    if (found != revisions_.end() && found->second == oldest.revision) revisions_.erase(found);
  }
}

void RequestIndex::UndoTo(Mark mark) {
  for (; added_ > mark; --added_, entries_.pop_back()) revisions_.erase(entries_.back().key);
}

}  // namespace taqvim::storage
