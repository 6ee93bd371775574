// Retention of the log: measures it periodically, and has its oldest rows trimmed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "storage/due_clock.h"
#include "storage/engine/log/head.h"
#include "storage/engine/log/log_extent.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"

namespace taqvim::storage {

// Measures the log, 1,000 rows at a time, on a read-only connection and, with
// `threaded`, on a thread of its own, after every pause (SqliteOptions::log_pause).
// Trims nothing while the clock is known to be wrong.
class LogKeeper {
 public:
  // Called with the last revision of each step that is to be trimmed, in order.
  using Trim = std::function<void(const std::vector<int64_t>&)>;

  static absl::StatusOr<std::unique_ptr<LogKeeper>> Open(const SqliteOptions& options,
                                                         const Head& head, DueClock& clock,
                                                         Trim trim, bool threaded);
  ~LogKeeper();
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  // Measures and trims once; for stores without threads.
  void Look();

  // How large the log was when it was last measured, without what was given up then; none
  // before that. Thread-safe.
  std::optional<int64_t> bytes() const;

 private:
  LogKeeper(const SqliteOptions& options, const Head& head, DueClock& clock, Trim trim,
            std::unique_ptr<Connection> connection, absl::Status& status);

  void Loop();
  // Measures what is new.
  absl::Status Measure();
  // False at the end.
  absl::StatusOr<bool> MeasureSome();

  const SqliteOptions& options_;
  const Head& head_;
  DueClock& clock_;
  const Trim trim_;
  std::unique_ptr<Connection> connection_;
  Statement rows_;
  LogExtent extent_;
  mutable absl::Mutex mutex_;
  std::optional<int64_t> bytes_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace taqvim::storage
