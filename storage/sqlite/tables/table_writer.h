// Statements that change the tables, on the writer's connection.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/sqlite/file/connection.h"
#include "storage/store.h"

namespace taqvim::storage {

// What follows the row of a revision in parts: its changes from that resource on,
// serialised.
struct LogPart {
  ResourceId first = 0;
  std::string changes;
};

// A row of the log, its changes serialised.
struct LogRow {
  Revision revision;
  absl::Time time;
  const WriteOptions& options;
  std::string_view changes;
  std::string_view answer;  // a StoredAnswer; empty without a request id
  std::string_view rows;    // WrittenRows
};

// What a resource's row holds besides the resource, as it is stored.
struct StoredTies {
  int64_t due = 0;
  std::string_view links;   // StoredLinks
  std::string_view claims;  // StoredClaims
};

// An earlier request and its stored answer.
struct AnsweredRequest {
  std::string caller;
  std::string id;
  std::array<uint64_t, 2> hash;
  Revision revision;
  std::string changes;
  std::string answer;  // a StoredAnswer
};

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

  // `revision` is the one that last wrote the body.
  absl::Status InsertResource(const Resource& resource, const StoredTies& ties, int64_t revision);
  absl::Status UpdateResource(const Resource& resource, const StoredTies& ties, int64_t revision);
  absl::Status DeleteResource(ResourceId id);
  // Notes which revision deleted it.
  absl::Status InsertDeletion(const Resource& resource, int64_t revision);
  absl::Status InsertLog(const LogRow& row);
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
