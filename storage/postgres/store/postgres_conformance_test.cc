// The conformance suites over PostgreSQL, with threads and without, and what several servers on one
// database must do.
#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/postgres/schema/schema.h"
#include "storage/postgres/store/postgres_store.h"
#include "storage/testing/postgres_cluster.h"
#include "storage/testing/servers_conformance.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

class PostgresBackend final : public ConformanceBackend, public ServersBackend {
 public:
  explicit PostgresBackend(bool threaded)
      : threaded_(threaded), connection_(PostgresCluster::Shared().NewSchema()) {
    const auto owner = PostgresCluster::Connect(connection_);
    const absl::Status made = postgres::MakeSchema(*owner, connection_.schema, "0123456789abcdef");
    EXPECT_TRUE(made.ok()) << made;
  }

  absl::StatusOr<std::unique_ptr<Store>> Open(const ConformanceSettings& settings) override {
    PostgresOptions options{.connection = connection_,
                            .env = settings.env,
                            .queue_limit = settings.queue_limit,
                            .group_time = settings.group_time,
                            .follow_pause = absl::Milliseconds(10),
                            // A machine may be slow.
                            .snapshot_budget = absl::InfiniteDuration(),
                            .log = settings.log,
                            .log_pause = settings.log_pause,
                            .alarm = settings.alarm};
    if (threaded_) return OpenPostgresStore(std::move(options));
    return OpenManualPostgresStore(std::move(options));
  }

 private:
  const bool threaded_;
  const postgres::ConnectionSettings connection_;
};

ConformanceParam Param(const char* name, bool threaded) {
  return {name, [threaded] { return std::make_unique<PostgresBackend>(threaded); }};
}

ServersParam ServersOf(const char* name, bool threaded) {
  return {name, [threaded] { return std::make_unique<PostgresBackend>(threaded); }};
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, PartsConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, ClockConformance,
                         ::testing::Values(Param("Threads", true), Param("Manual", false)),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, ServersConformance,
                         ::testing::Values(ServersOf("Threads", true), ServersOf("Manual", false)),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace taqvim::storage::testing
