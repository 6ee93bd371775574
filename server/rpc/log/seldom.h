// Rate limiter for log lines about events that callers can cause at any rate: counts
// what is not logged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// Thread-safe. Holds 256 keys at most; further ones count together as one.
class Seldom {
 public:
  // Counts an event. Returns how many were counted since the last that was to be
  // logged, when this one is to be logged, too: the first `times_a_minute` of each
  // minute. Else 0.
  int64_t ToTell(absl::string_view what, absl::Time now, int times_a_minute = 1);

  // Events that were counted and not logged.
  struct Untold {
    std::string what;
    int64_t times = 0;
  };
  // Returns and resets the counts of keys whose minute is over, or of all.
  std::vector<Untold> TakeUntold(absl::Time now, bool all);

 private:
  struct Count {
    int64_t times = 0;
    int left = 0;                             // how often it may be told in this minute
    absl::Time begun = absl::InfinitePast();  // the minute
  };

  // The count of that key: its own, a new one, or the common one when the table is
  // full.
  Count& CountOf(absl::string_view what, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Count> counts_ ABSL_GUARDED_BY(mutex_);
  Count others_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
