// Takes the oldest rows out of the log, a few at a time.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// On the writer's connection. What follows the last revision taken out can still
// be read, so that revision's number and nonce are kept (Store::Reach).
class LogTrimmer {
 public:
  static absl::StatusOr<std::unique_ptr<LogTrimmer>> Create(Connection& connection);

  // Up to where the log is to be taken out, a step each, in order, after those that
  // are left. Thread-safe.
  void Add(const std::vector<int64_t>& steps);
  // Whether a step is left and can be tried. Thread-safe.
  bool due() const;

  // Does the next step, in a transaction of its own, unless it would take out
  // `needed` or what follows that; for the writer's thread, between groups. It need
  // not be brought to disk: a step that is lost is done again after the next start.
  // Where a step must not be done yet, or fails and so changes nothing, it is left
  // for the time when something is added again, be it nothing.
  absl::Status Step(int64_t needed);

 private:
  LogTrimmer(Connection& connection, absl::Status& status);
  absl::Status Trim(int64_t upto);

  Connection& connection_;
  Statement begin_, commit_, rollback_;
  Statement remember_;
  Statement remember_nonce_;
  Statement delete_;
  mutable absl::Mutex mutex_;
  std::deque<int64_t> steps_ ABSL_GUARDED_BY(mutex_);
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
