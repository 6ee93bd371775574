// Reads the log of revisions.
#pragma once

#include <memory>

#include "absl/synchronization/mutex.h"
#include "storage/revision.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/log/head.h"

namespace taqvim::storage {

// Thread-safe; one reads at a time, on a read-only connection.
class LogReader {
 public:
  static absl::StatusOr<std::unique_ptr<LogReader>> Open(const SqliteOptions& options,
                                                         const Head& head);

  // As the store's functions of these names promise.
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes);
  absl::StatusOr<LogReach> Reach();
  absl::StatusOr<Revision> RevisionAt(int64_t number);

 private:
  LogReader(const Head& head, std::unique_ptr<Connection> connection, absl::Status& status);
  absl::StatusOr<Revision> Start();
  absl::Status OutOfReach(int64_t revision, const Revision& newest);
  absl::Status ReadAfter(int64_t revision, int limit, int64_t max_bytes, LogPage& page);

  const Head& head_;
  absl::Mutex mutex_;  // guards the connection
  std::unique_ptr<Connection> connection_;
  Statement start_;
  Statement nonce_;
  Statement after_;
};

}  // namespace taqvim::storage
