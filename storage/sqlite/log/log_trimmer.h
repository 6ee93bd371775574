// Trimmer of the log: deletes its oldest rows, a few at a time.
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

// On the writer's connection. The number and nonce of the last deleted revision are
// kept, since what follows it can still be read (Store::Reach). The parts of a large
// revision are deleted after its row, one a step, so that no step takes long; nobody
// reads them meanwhile, and those that a crash leaves go with the next step.
class LogTrimmer {
 public:
  static absl::StatusOr<std::unique_ptr<LogTrimmer>> Create(Connection& connection);

  // Adds steps, after those that are left: the last revision of each, in order. Steps
  // that wait are tried again, even if `steps` is empty. Thread-safe.
  void Add(const std::vector<int64_t>& steps);
  // Whether a step is left and can be tried. Thread-safe.
  bool due() const;
  // Up to which revision the next step would delete; 0 without one. Thread-safe.
  int64_t next() const;

  // Does the next step, in a transaction of its own, unless it would delete `needed` or
  // a later revision; for the writer's thread, between groups. It need not be synced: a
  // step that is lost is done again after the next start. A step that must not be done
  // yet, or that fails, changes nothing and waits for the next call of Add.
  absl::Status Step(int64_t needed);

 private:
  LogTrimmer(Connection& connection, absl::Status& status);
  absl::Status Trim(int64_t upto);
  // Deletes a part of what was trimmed.
  absl::Status TrimPart() { return Query(delete_part_).Run(); }
  absl::StatusOr<bool> HasPart();

  Connection& connection_;
  Statement begin_, commit_, rollback_;
  Statement remember_;
  Statement remember_nonce_;
  Statement delete_;
  Statement delete_deletions_;
  Statement delete_part_;
  Statement has_part_;
  mutable absl::Mutex mutex_;
  std::deque<int64_t> steps_ ABSL_GUARDED_BY(mutex_);
  bool parts_left_ ABSL_GUARDED_BY(mutex_) = false;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
