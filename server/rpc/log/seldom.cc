#include "server/rpc/log/seldom.h"

#include <utility>

namespace taqvim::rpc {
namespace {

constexpr absl::Duration kTellEvery = absl::Minutes(1);
constexpr size_t kMost = 256;

}  // namespace

int64_t Seldom::ToTell(absl::string_view what, absl::Time now, int times_a_minute) {
  absl::MutexLock lock(&mutex_);
  Count& count = CountOf(what, now);
  ++count.times;
  if (now - count.begun >= kTellEvery) {
    count.begun = now;
    count.left = times_a_minute;
  }
  if (count.left == 0) return 0;
  --count.left;
  return std::exchange(count.times, 0);
}

std::vector<Seldom::Untold> Seldom::TakeUntold(absl::Time now, bool all) {
  absl::MutexLock lock(&mutex_);
  std::vector<Untold> untold;
  const auto take = [&](absl::string_view what, Count& count) {
    if (count.times == 0 || (!all && now - count.begun < kTellEvery)) return;
    untold.push_back({std::string(what), std::exchange(count.times, 0)});
  };
  for (auto& [what, count] : counts_) take(what, count);
  take("others", others_);
  return untold;
}

Seldom::Count& Seldom::CountOf(absl::string_view what, absl::Time now) {
  const auto found = counts_.find(what);
  if (found != counts_.end()) return found->second;
  if (counts_.size() >= kMost) {
    // Of these all was told.
    absl::erase_if(counts_, [now](const auto& entry) {
      return entry.second.times == 0 && now - entry.second.begun >= kTellEvery;
    });
  }
  return counts_.size() >= kMost ? others_ : counts_[std::string(what)];
}

}  // namespace taqvim::rpc
