// The statements that change the tables, on the writer's connection.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace taqvim::storage {

// A row of the log, its changes serialised.
struct LogRow {
  Revision revision;
  absl::Time time;
  const WriteOptions& options;
  std::string_view changes;
};

// An earlier answer to a request.
struct StoredRequest {
  std::string caller;
  std::string id;
  std::array<uint64_t, 2> hash;
  Revision revision;
  std::string answer;
};

// For the writer's thread. After an error the transaction must be rolled back.
class TableWriter {
 public:
  static absl::StatusOr<std::unique_ptr<TableWriter>> Create(Connection& connection);

  absl::Status Begin() { return Query(begin_).Run(); }
  // SQLite's result code: what a failure means depends on it.
  int Commit();
  void Rollback();

  absl::Status InsertResource(const Resource& resource);
  absl::Status UpdateResource(const Resource& resource);
  absl::Status DeleteResource(ResourceId id);
  absl::Status InsertLink(ResourceId source, const Link& link);
  absl::Status DeleteLink(ResourceId source, const Link& link);
  // The place of the owner's next claim.
  absl::StatusOr<int64_t> NextSeq(ResourceId owner);
  absl::Status InsertClaim(int64_t seq, const Claim& claim);
  absl::Status DeleteClaimsOf(ResourceId owner);
  absl::Status InsertLog(const LogRow& row);
  absl::Status InsertRequest(const LogRow& row, std::string_view answer);
  absl::Status DeleteRequestsThrough(int64_t revision);
  absl::Status SetNextId(ResourceId id);

  // Empty when there is no such row.
  absl::StatusOr<std::optional<StoredRequest>> FindRequest(int64_t revision);

 private:
  TableWriter(Connection& connection, absl::Status& status);

  Connection& connection_;
  Statement begin_;
  Statement commit_;
  Statement rollback_;
  Statement insert_resource_;
  Statement update_resource_;
  Statement delete_resource_;
  Statement insert_link_;
  Statement delete_link_;
  Statement next_seq_;
  Statement insert_claim_;
  Statement delete_claims_;
  Statement insert_log_;
  Statement insert_request_;
  Statement delete_requests_;
  Statement set_next_id_;
  Statement find_request_;
};

}  // namespace taqvim::storage
