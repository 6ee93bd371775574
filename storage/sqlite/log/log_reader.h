// Reader of the log of revisions.
#pragma once

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/log/head.h"
#include "storage/revision.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"

namespace taqvim::storage {

// Thread-safe; one reads at a time, on a read-only connection.
class LogReader {
 public:
  static absl::StatusOr<std::unique_ptr<LogReader>> Open(const SqliteOptions& options,
                                                         const Head& head);

  // As the store's functions of these names promise.
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes);
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part);
  absl::StatusOr<LogReach> Reach();
  absl::StatusOr<Revision> RevisionAt(int64_t number);

 private:
  LogReader(const Head& head, std::unique_ptr<Connection> connection, absl::Status& status);
  absl::StatusOr<Revision> Start() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status OutOfReach(int64_t revision, const Revision& newest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadAfter(int64_t revision, int limit, int64_t max_bytes, LogPage& page)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Head& head_;
  absl::Mutex mutex_;  // guards the connection
  const std::unique_ptr<Connection> connection_ ABSL_PT_GUARDED_BY(mutex_);
  Statement start_ ABSL_GUARDED_BY(mutex_);
  Statement nonce_ ABSL_GUARDED_BY(mutex_);
  Statement after_ ABSL_GUARDED_BY(mutex_);
  Statement part_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::storage
