#include "storage/sqlite/request_index.h"

#include <xxhash.h>

#include <algorithm>
#include <string>

namespace taqvim::storage {
namespace {

constexpr absl::Duration kKept = absl::Hours(7 * 24);
constexpr absl::Duration kLongestGap = absl::Hours(1);

}  // namespace

RequestIndex::Key RequestIndex::KeyOf(std::string_view caller, std::string_view id) {
  // The length keeps pairs apart whose concatenations are equal.
  std::string text = std::to_string(caller.size());
  text.append(":").append(caller).append(id);
  XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {hash.low64, hash.high64};
}

std::optional<int64_t> RequestIndex::Find(const Key& key) const {
  auto found = revisions_.find(key);
  if (found == revisions_.end()) return std::nullopt;
  return found->second;
}

void RequestIndex::Add(const Key& key, int64_t revision, absl::Time time) {
  absl::Duration age = absl::ZeroDuration();
  if (!entries_.empty()) {
    absl::Duration gap = time - entries_.back().time;
    age = entries_.back().age + std::clamp(gap, absl::ZeroDuration(), kLongestGap);
  }
  entries_.push_back({key, revision, time, age});
  revisions_.insert_or_assign(key, revision);
}

int64_t RequestIndex::ExpiredThrough(int limit) const {
  int64_t revision = 0;
  for (const Entry& entry : entries_) {
    if (limit-- <= 0 || entries_.back().age - entry.age <= kKept) break;
    revision = entry.revision;
  }
  return revision;
}

void RequestIndex::DropThrough(int64_t revision) {
  for (; !entries_.empty() && entries_.front().revision <= revision; entries_.pop_front()) {
    auto found = revisions_.find(entries_.front().key);
    if (found != revisions_.end() && found->second == entries_.front().revision) {
      revisions_.erase(found);
    }
    ++dropped_;
  }
}

void RequestIndex::UndoTo(size_t target) {
  for (; mark() > target; entries_.pop_back()) revisions_.erase(entries_.back().key);
}

}  // namespace taqvim::storage
