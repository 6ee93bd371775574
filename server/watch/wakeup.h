// Event on which one thread waits until another wakes it (auto-reset).
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::watch {

// Thread-safe. Calls to wake that come before it is waited for count as one.
class Wakeup {
 public:
  void Wake() {
    absl::MutexLock lock(&mutex_);
    called_ = true;
  }
  // Returns when woken since the last return, or after that time.
  void Wait(absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&called_), patience);
    called_ = false;
  }

 private:
  absl::Mutex mutex_;
  bool called_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::watch
