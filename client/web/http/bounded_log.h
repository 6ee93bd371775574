// A log that callers can make say no more than so much.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::web {

// Hands sentences on to a sink, at most so many a second; before the first one after others
// were left out it says how many. Thread-safe, as the sink has to be.
class BoundedLog {
 public:
  using Sink = std::function<void(absl::string_view sentence)>;
  using Clock = std::function<absl::Time()>;

  // Without a sink nothing is said. `what` is said of those that were left out, as `requests`.
  BoundedLog(std::string what, int a_second, Sink sink, Clock clock)
      : what_(std::move(what)),
        a_second_(a_second),
        sink_(std::move(sink)),
        clock_(std::move(clock)) {}

  void Say(absl::string_view sentence);

 private:
  // Whether the sentence may be said, and how many were left out before.
  std::pair<bool, int> Count();

  const std::string what_;
  const int a_second_;
  const Sink sink_;
  const Clock clock_;
  absl::Mutex mutex_;
  absl::Time second_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int said_ ABSL_GUARDED_BY(mutex_) = 0;
  int left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace taqvim::web
