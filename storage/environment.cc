#include "storage/environment.h"

#include <sys/random.h>

#include <cstdlib>
#include <ctime>

#include "absl/random/random.h"
#include "absl/time/clock.h"

namespace taqvim::storage {
namespace {

uint64_t SystemRandom() {
  thread_local absl::BitGen generator;
  return absl::Uniform<uint64_t>(generator);
}

// Goes on while the machine sleeps.
absl::Duration SystemSteady() {
  timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace

Secret SystemSecret() {
  Secret secret;
  if (getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) abort();
  return secret;
}

absl::Duration SystemThreadTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

absl::Duration Environment::SinceFixedMoment() const {
  return steady ? steady() : now() - absl::UnixEpoch();
}

Environment Environment::System() {
  return {.now = absl::Now, .random = SystemRandom, .steady = SystemSteady};
}

}  // namespace taqvim::storage
