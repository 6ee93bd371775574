// Sums up what callers can cause at any rate, so that the log tells it seldom.
#pragma once

#include <cstdint>
#include <string>

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
  // How often that has happened since it was last worth telling, when it is again: at
  // first, and then once a minute. 0 otherwise.
  int64_t ToTell(absl::string_view what, absl::Time now);

 private:
  struct Count {
    int64_t times = 0;
    absl::Time told = absl::InfinitePast();
  };

  // That of what is told already, of a new one, or of all for which there is no place.
  Count& CountOf(absl::string_view what, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Count> counts_ ABSL_GUARDED_BY(mutex_);
  Count others_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
