#include "client/web/feeds/feed_cache.h"

#include <utility>

namespace taqvim::web {

std::optional<FeedBytes> FeedCache::Find(const std::string& address, const FeedEdition& edition) {
  absl::MutexLock lock(&mutex_);
  const auto row = rows_.find(address);
  if (row == rows_.end()) return std::nullopt;
  if (!(row->second->edition == edition)) {
    Drop(row->second);
    return std::nullopt;
  }
  kept_.splice(kept_.begin(), kept_, row->second);
  return row->second->feed;
}

void FeedCache::Put(const std::string& address, const FeedEdition& edition, FeedBytes feed) {
  absl::MutexLock lock(&mutex_);
  if (const auto row = rows_.find(address); row != rows_.end()) Drop(row->second);
  bytes_ += feed.bytes->size();
  kept_.push_front({address, edition, std::move(feed)});
  rows_[address] = kept_.begin();
  while (bytes_ > most_bytes_ || kept_.size() > most_addresses_) Drop(std::prev(kept_.end()));
}

void FeedCache::Drop(Row row) {
  bytes_ -= row->feed.bytes->size();
  rows_.erase(row->address);
  kept_.erase(row);
}

}  // namespace taqvim::web
