#include "storage/environment.h"

#include "absl/random/random.h"
#include "absl/time/clock.h"

namespace taqvim::storage {
namespace {

uint64_t SystemRandom() {
  thread_local absl::BitGen generator;
  return absl::Uniform<uint64_t>(generator);
}

}  // namespace

Environment Environment::System() { return {.now = absl::Now, .random = SystemRandom}; }

}  // namespace taqvim::storage
