// Reader of the history of one resource: walks back through the log from change to
// change.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/snapshot.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// A resource's row says which revision wrote it last, and each change in the log
// which revision wrote what it replaced: so a history costs a look-up for each of
// its changes, and no index. For one thread at a time.
class HistoryReader {
 public:
  // On failure sets the status, if that was OK.
  HistoryReader(Connection& connection, absl::Status& status);

  // As Snapshot::History promises; the id is that of the resource, 0 without one.
  absl::StatusOr<HistoryPage> Read(const HistoryQuery& query, ResourceId id);

 private:
  // The revision that last wrote the resource; 0 when it does not exist.
  absl::StatusOr<int64_t> Newest(ResourceId id);
  // Reads the revision's change of the resource into the page, if the log still has it,
  // and subtracts the bytes of the log that it read from `max_bytes`.
  absl::Status Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                    int64_t& max_bytes);
  // The part of the revision that has the resource's change, if it is one in parts and
  // has one; 0 for its row.
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id);
  // Reads the row of a revision, with or without its changes; false when it is trimmed.
  absl::StatusOr<bool> ReadRow(Statement& statement, int64_t revision, LogEntry& entry,
                               int64_t& max_bytes);
  // Replaces the changes by those of a part.
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes);
  // Looks through the row and all parts, as the id of what is deleted is not known.
  absl::Status SearchAll(const HistoryQuery& query, LogEntry& entry, int64_t& max_bytes);

  Statement newest_;
  Statement row_;
  Statement head_;  // the row without its changes
  Statement part_of_;
  Statement part_;
};

}  // namespace taqvim::storage
