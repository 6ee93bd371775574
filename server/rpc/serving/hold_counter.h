// The number of holds, counted now and then, when somebody asks for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/schedule/upkeep/count_holds.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Counts by reads like any other, each of some milliseconds, one after the other and once a minute
// at most. Thread-safe.
class HoldCounter {
 public:
  // How old a count may be before there is another.
  static constexpr absl::Duration kFresh = absl::Minutes(1);

  // The store outlives it. A clock that never goes back.
  HoldCounter(storage::Store& store, std::function<absl::Time()> clock);
  // Waits until no count is under way.
  ~HoldCounter();
  HoldCounter(const HoldCounter&) = delete;
  HoldCounter& operator=(const HoldCounter&) = delete;

  // As of the last count; begins another where that is old, and waits for it so long at most.
  // None before the first one is done.
  std::optional<int64_t> Count(absl::Duration patience);

 private:
  void ReadFrom(storage::ResourceId after, int64_t before);
  void Done(const absl::Status& status, const schedule::HoldCount& page, int64_t before);

  storage::Store& store_;
  const std::function<absl::Time()> clock_;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  bool idle_ ABSL_GUARDED_BY(mutex_) = true;
  std::optional<int64_t> holds_ ABSL_GUARDED_BY(mutex_);
  absl::Time counted_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace taqvim::rpc
