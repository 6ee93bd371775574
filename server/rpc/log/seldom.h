// Sums up what callers can cause at any rate, so that the log tells it seldom.
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

// Thread-safe; holds a few hundred things at most, and takes what comes beyond that
// as one thing.
class Seldom {
 public:
  // How often that has happened since it was last worth telling, when it is again: so
  // many times a minute, the first of them at once. 0 otherwise.
  int64_t ToTell(absl::string_view what, absl::Time now, int times_a_minute = 1);

  // What has happened and was not told, and how often.
  struct Untold {
    std::string what;
    int64_t times = 0;
  };
  // Takes all of which the last was told a minute ago, or `all`, as told.
  std::vector<Untold> TakeUntold(absl::Time now, bool all);

 private:
  struct Count {
    int64_t times = 0;
    int left = 0;                             // how often it may be told in this minute
    absl::Time begun = absl::InfinitePast();  // the minute
  };

  // That of what is told already, of a new one, or of all for which there is no place.
  Count& CountOf(absl::string_view what, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Count> counts_ ABSL_GUARDED_BY(mutex_);
  Count others_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
