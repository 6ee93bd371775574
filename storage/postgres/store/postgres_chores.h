// Chores of a store on PostgreSQL: trimming of the log.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/due_clock.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/log/head.h"
#include "storage/engine/log/log_extent.h"
#include "storage/engine/store/chores.h"
#include "storage/postgres/journal/server_session.h"
#include "storage/postgres/store/postgres_options.h"

namespace taqvim::storage::postgres {

// Each server measures the log and gives up what is too much of it by its own options; what another
// has given up already costs a look.
class PostgresChores final : public Chores {
 public:
  // What it looks after; it outlives the chores.
  struct Parts {
    const PostgresOptions& options;
    Memory& memory;
    Head& head;
    DueClock& clock;
    ServerSession& session;
  };
  explicit PostgresChores(const Parts& parts) : parts_(parts) {}

  bool due() const override { return more_; }
  void AfterGroup(Drain) override {}
  void Tend(Drain drain) override;

  // How large the log was when it was measured last; none before, or where all is kept.
  // Thread-safe.
  std::optional<int64_t> log_bytes() const;

 private:
  absl::Status Look();
  // Adds up some of what was not measured yet; false when that was all.
  absl::StatusOr<bool> MeasureSome();
  absl::Status Trim(int64_t upto);
  void Alarm(const absl::Status& status) const;

  static constexpr int64_t kUnmeasured = -1;

  const Parts parts_;
  LogExtent extent_;
  std::deque<int64_t> steps_;  // the last revision of each stretch that is too much
  bool more_ = false;          // the next of them can be given up
  absl::Duration next_look_ = -absl::InfiniteDuration();
  std::atomic<int64_t> bytes_ = kUnmeasured;
};

}  // namespace taqvim::storage::postgres
