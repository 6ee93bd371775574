// The conformance suite over SQLite, with threads and without.
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/store_conformance.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

class SqliteBackend final : public ConformanceBackend {
 public:
  explicit SqliteBackend(bool threaded) : threaded_(threaded) {}

  absl::StatusOr<std::unique_ptr<Store>> Open(const ConformanceSettings& settings) override {
    SqliteOptions options{.path = directory_.File("taqvim.db"),
                          .create = true,
                          .env = settings.env,
                          .queue_limit = settings.queue_limit,
                          .group_time = settings.group_time,
                          // A machine may be slow.
                          .snapshot_budget = absl::InfiniteDuration(),
                          .log = settings.log,
                          .log_pause = settings.log_pause,
                          .alarm = settings.alarm};
    if (threaded_) return OpenSqliteStore(options);
    return OpenManualSqliteStore(options);
  }

 private:
  const bool threaded_;
  TemporaryDirectory directory_;
};

ConformanceParam Param(const char* name, bool threaded) {
  return {name, [threaded] { return std::make_unique<SqliteBackend>(threaded); }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, PartsConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, ClockConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace taqvim::storage::testing
