// Clocks, random numbers and secrets of the code below rpc, injected so that tests can
// drive all of it from one seed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "absl/time/time.h"

namespace taqvim::storage {

// 256 bits from a cryptographic generator.
using Secret = std::array<unsigned char, 32>;

// From the system's cryptographic generator. Ends the process when there is none.
Secret SystemSecret();

// The processor time that the calling thread has used, by the system.
absl::Duration SystemThreadTime();

// All are called from several threads.
struct Environment {
  std::function<absl::Time()> now;
  std::function<uint64_t()> random;
  // The time since some fixed moment, by a monotonic clock, against which jumps of
  // `now` are noticed. Empty when there is none.
  std::function<absl::Duration()> steady = nullptr;
  std::function<Secret()> secret = SystemSecret;
  // The processor time that the calling thread has used.
  std::function<absl::Duration()> thread_time = SystemThreadTime;

  // The time since some fixed moment, by `steady`, or by `now` where there is none.
  absl::Duration SinceFixedMoment() const;

  // The system's clock and its random number source.
  static Environment System();
};

}  // namespace taqvim::storage
