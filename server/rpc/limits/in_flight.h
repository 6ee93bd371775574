// Counter of the calls that are being served, so that a drain can wait for them.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// Thread-safe.
class InFlight {
 public:
  // Counts a call in; false once closed, and then it is not counted.
  bool Enter() {
    absl::MutexLock lock(&mutex_);
    if (closed_) return false;
    ++count_;
    return true;
  }

  // Counts a call out that was counted in.
  void Leave() {
    absl::MutexLock lock(&mutex_);
    --count_;
  }

  // Lets no more calls in, and waits until the last one has left; false when some have
  // not left within `patience`.
  bool Close(absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    return mutex_.AwaitWithTimeout(absl::Condition(
                                       +[](int* count) { return *count == 0; }, &count_),
                                   patience);
  }

 private:
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace taqvim::rpc
