#include "server/rpc/seldom.h"

#include <utility>

namespace taqvim::rpc {
namespace {

constexpr absl::Duration kTellEvery = absl::Minutes(1);
constexpr size_t kMost = 256;

}  // namespace

int64_t Seldom::ToTell(absl::string_view what, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  Count& count = CountOf(what, now);
  ++count.times;
  if (now - count.told < kTellEvery) return 0;
  count.told = now;
  return std::exchange(count.times, 0);
}

Seldom::Count& Seldom::CountOf(absl::string_view what, absl::Time now) {
  const auto found = counts_.find(what);
  if (found != counts_.end()) return found->second;
  if (counts_.size() >= kMost) {
    // Of these all was told.
    absl::erase_if(counts_, [now](const auto& entry) {
      return entry.second.times == 0 && now - entry.second.told >= kTellEvery;
    });
  }
  return counts_.size() >= kMost ? others_ : counts_[std::string(what)];
}

}  // namespace taqvim::rpc
