#include "client/environment.h"

#include <random>

#include "absl/time/clock.h"

namespace taqvim::client {

Environment Environment::System() {
  return {
      .now = [] { return absl::Now(); },
      .random =
          [] {
            thread_local std::random_device device;
            return (uint64_t{device()} << 32) | device();
          },
      .sleep = [](absl::Duration duration) { absl::SleepFor(duration); },
  };
}

}  // namespace taqvim::client
