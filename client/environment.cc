#include "client/environment.h"

#include "absl/random/random.h"
#include "absl/time/clock.h"

namespace taqvim::client {

Environment Environment::System() {
  return {
      .now = [] { return absl::Now(); },
      .random =
          [] {
            thread_local absl::BitGen generator;
            return absl::Uniform<uint64_t>(generator);
          },
      .sleep = [](absl::Duration duration) { absl::SleepFor(duration); },
      .wait =
          [](absl::Duration duration, const absl::Notification& ended) {
            ended.WaitForNotificationWithTimeout(duration);
          },
  };
}

}  // namespace taqvim::client
