// The conformance suites over the engine without a disk, with threads and without.
#include <memory>

#include "storage/engine/testing/memory_store.h"
#include "storage/testing/servers_conformance.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

MemoryStoreOptions OptionsOf(const ConformanceSettings& settings) {
  return {.engine = {.env = settings.env,
                     .queue_limit = settings.queue_limit,
                     .group_time = settings.group_time,
                     .follow_pause = settings.log_pause,
                     // A machine may be slow.
                     .snapshot_budget = absl::InfiniteDuration(),
                     .alarm = settings.alarm},
          .log = settings.log};
}

class MemoryBackend final : public ConformanceBackend, public ServersBackend {
 public:
  explicit MemoryBackend(bool threaded) : threaded_(threaded) {}

  absl::StatusOr<std::unique_ptr<Store>> Open(const ConformanceSettings& settings) override {
    if (threaded_) return OpenMemoryStore(database_, OptionsOf(settings));
    return OpenManualMemoryStore(database_, OptionsOf(settings));
  }

 private:
  const bool threaded_;
  const std::shared_ptr<MemoryDatabase> database_ =
      std::make_shared<MemoryDatabase>("0123456789abcdef");
};

ConformanceParam Param(const char* name, bool threaded) {
  return {name, [threaded] { return std::make_unique<MemoryBackend>(threaded); }};
}

ServersParam ServersOf(const char* name, bool threaded) {
  return {name, [threaded] { return std::make_unique<MemoryBackend>(threaded); }};
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, PartsConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, ClockConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, ServersConformance,
                         ::testing::Values(ServersOf("Threads", true), ServersOf("Manual", false)),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace taqvim::storage::testing
