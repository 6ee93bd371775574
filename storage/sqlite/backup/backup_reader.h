// Reader of a data file's rows and log for backups.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/backup_source.h"
#include "storage/engine/log/head.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"

namespace taqvim::storage {

// One reads at a time, on a read-only connection.
class BackupReader final : public BackupSource {
 public:
  // Calls `holds` with what HoldsUpTo is told.
  using Holds = std::function<void(const std::string& target, int64_t revision)>;
  static absl::StatusOr<std::unique_ptr<BackupReader>> Open(const SqliteOptions& options,
                                                            const Head& head,
                                                            const std::string& store_id,
                                                            Holds holds);

  absl::StatusOr<v1::BackupPosition> Position() override;
  absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId after, bool rights,
                                           int64_t max_bytes) override;
  absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint& after, int64_t max_bytes) override;
  absl::Status HoldsUpTo(const std::string& target, const v1::BackupPoint& point) override;

 private:
  BackupReader(const Head& head, std::string store_id, Holds holds,
               std::unique_ptr<Connection> connection, absl::Status& status);

  absl::Status CheckHas(const v1::BackupPoint& point) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadRows(ResourceId after, bool rights, int64_t max_bytes, v1::BackupRows& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadLog(int64_t after, int64_t upto, int64_t max_bytes, v1::BackupLog& log)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadParts(v1::BackupRevision& revision, int64_t& bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Head& head_;
  const std::string store_id_;
  const Holds holds_;
  absl::Mutex mutex_;  // guards the connection
  const std::unique_ptr<Connection> connection_ ABSL_PT_GUARDED_BY(mutex_);
  Statement begin_ ABSL_GUARDED_BY(mutex_);
  Statement commit_ ABSL_GUARDED_BY(mutex_);
  Statement position_ ABSL_GUARDED_BY(mutex_);
  Statement has_ ABSL_GUARDED_BY(mutex_);
  Statement newest_ ABSL_GUARDED_BY(mutex_);
  Statement rows_ ABSL_GUARDED_BY(mutex_);
  Statement rights_ ABSL_GUARDED_BY(mutex_);
  Statement log_ ABSL_GUARDED_BY(mutex_);
  Statement parts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::storage
