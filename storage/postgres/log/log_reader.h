// Reader of the log of revisions.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/log/head.h"
#include "storage/postgres/connection/connection.h"
#include "storage/revision.h"

namespace taqvim::storage::postgres {

// Thread-safe; one reads at a time, on a connection of its own, which is made anew where it was
// lost. Nothing is told that the head has not published.
class LogReader {
 public:
  static absl::StatusOr<std::unique_ptr<LogReader>> Open(const ConnectionSettings& settings,
                                                         const Head& head);

  // As the store's functions of these names promise.
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes);
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part);
  absl::StatusOr<LogReach> Reach();
  absl::StatusOr<Revision> RevisionAt(int64_t number);

 private:
  LogReader(const ConnectionSettings& settings, const Head& head)
      : settings_(settings), head_(head) {}

  absl::StatusOr<Result> Ask(const Statement& statement, const Parameters& parameters)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Revision> Start();
  absl::Status OutOfReach(int64_t revision, const Revision& newest);

  const ConnectionSettings settings_;
  const Head& head_;
  absl::Mutex mutex_;
  std::unique_ptr<Connection> connection_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::storage::postgres
