// Look-ups in the tables for the history of a resource.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/journal/history.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

class TableHistory final : public HistorySource {
 public:
  // On failure sets the status, if that was OK.
  TableHistory(Connection& connection, absl::Status& status);

  absl::StatusOr<int64_t> BodyRevision(ResourceId id) override;
  absl::StatusOr<int64_t> DeletionBefore(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int64_t> DeletionAfter(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id) override;
  absl::StatusOr<bool> ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                               int64_t& max_bytes) override;
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes) override;

 private:
  Statement body_revision_;
  Statement deletion_before_;
  Statement deletion_after_;
  Statement row_;
  Statement head_;  // the row without its changes
  Statement part_of_;
  Statement part_;
};

}  // namespace taqvim::storage
