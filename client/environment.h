// Clock, random numbers and waiting of the client library, injected so that tests can
// drive retries without delay.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace taqvim::client {

// All are called from the threads that make calls, possibly several at once.
struct Environment {
  std::function<absl::Time()> now;
  std::function<uint64_t()> random;
  // Returns after that long; used between the attempts of a call.
  std::function<void(absl::Duration)> sleep;
  // Returns after that long, or as soon as `ended` is notified; used between the
  // streams of a subscriber.
  std::function<void(absl::Duration, const absl::Notification& ended)> wait;

  // The system's clock and its random number source.
  static Environment System();
};

}  // namespace taqvim::client
