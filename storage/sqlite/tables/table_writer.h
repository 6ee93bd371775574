// Statements that change the tables, on the writer's connection.
#pragma once

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/journal/revision_write.h"
#include "storage/resource.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// For the writer's thread. After an error the transaction must be rolled back.
class TableWriter {
 public:
  static absl::StatusOr<std::unique_ptr<TableWriter>> Create(Connection& connection);

  absl::Status Begin() { return Query(begin_).Run(); }
  // SQLite's data_version: changes when, and only when, another connection has written.
  absl::StatusOr<int64_t> DataVersion();
  // SQLite's result code: what a failure means depends on it.
  int Commit();
  void Rollback();

  absl::Status InsertResource(const RowWrite& row);
  absl::Status UpdateResource(const RowWrite& row);
  absl::Status DeleteResource(ResourceId id);
  // Notes which revision deleted it.
  absl::Status InsertDeletion(const Resource& resource, int64_t revision);
  // Without its parts.
  absl::Status InsertLog(const RevisionWrite& row);
  absl::Status InsertLogPart(int64_t revision, int part, const LogPart& changes);
  absl::Status SetNextId(ResourceId id);

  // The request that made the revision; empty when there is none.
  absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(int64_t revision);

 private:
  TableWriter(Connection& connection, absl::Status& status);

  Connection& connection_;
  Statement begin_;
  Statement commit_;
  Statement rollback_;
  Statement insert_resource_;
  Statement update_resource_;
  Statement delete_resource_;
  Statement insert_deletion_;
  Statement insert_log_;
  Statement insert_log_part_;
  Statement set_next_id_;
  Statement find_request_;
  Statement data_version_;
};

}  // namespace taqvim::storage
