#include "storage/environment.h"

#include <random>

#include "absl/time/clock.h"

namespace taqvim::storage {
namespace {

uint64_t SystemRandom() {
  thread_local std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

}  // namespace

Environment Environment::System() { return {.now = absl::Now, .random = SystemRandom}; }

}  // namespace taqvim::storage
