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
  };
}

}  // namespace taqvim::client
