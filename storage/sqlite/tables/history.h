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
// its changes, and no index. What was deleted is found by the table of deletions, and
// so is what had the name before the creation of one. For one thread at a time.
class HistoryReader {
 public:
  // On failure sets the status, if that was OK.
  HistoryReader(Connection& connection, absl::Status& status);

  // As Snapshot::History promises; the resource is that of the name, nullptr where there is
  // none now.
  absl::StatusOr<HistoryPage> Read(const HistoryQuery& query, const Resource* resource);

 private:
  // The revision that last wrote the resource; 0 when it does not exist.
  absl::StatusOr<int64_t> Newest(ResourceId id);
  // Where the page begins: the newest change of all, or the query's.
  absl::StatusOr<int64_t> Begin(const HistoryQuery& query, const Resource* resource);
  // Says in the page which one it begins with, and what has become of it.
  absl::Status DescribeFirst(const HistoryQuery& query, const Resource* resource,
                             HistoryPage& page);
  // The earliest revision after that one that deleted one of the name; 0 for none.
  absl::StatusOr<int64_t> DeletionAfter(const HistoryQuery& query, int64_t revision);
  // The latest revision before that one that deleted one of the name; 0 for none.
  absl::StatusOr<int64_t> DeletionBefore(const HistoryQuery& query, int64_t revision);
  // Reads the revision's changes of the name into the page, if the log still has it,
  // and subtracts the bytes of the log that it read from `max_bytes`.
  absl::Status Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                    int64_t& max_bytes);
  // The part of the revision that has the resource's change, if it is one in parts and
  // has one; 0 for its row.
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id);
  // Reads the changes of the name into the entry, beside which others may stand; true when
  // the revision is trimmed. Of one in parts it reads the likely part and, unless that has all
  // of them, the others.
  absl::StatusOr<bool> ReadChanges(const HistoryQuery& query, ResourceId id, int64_t revision,
                                   LogEntry& entry, int64_t& max_bytes);
  // Whether these, of a part, are all changes of the name: a revision that deletes what has it
  // and creates another has two, maybe in different parts.
  absl::StatusOr<bool> HasAllOf(const HistoryQuery& query, const LogEntry& entry);
  // Reads the row of a revision, with or without its changes; false when it is trimmed.
  absl::StatusOr<bool> ReadRow(Statement& statement, int64_t revision, LogEntry& entry,
                               int64_t& max_bytes);
  // Replaces the changes by those of a part.
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes);
  // Leaves the changes of the name in the row and all parts: what is deleted has another id
  // than what has the name now.
  absl::Status SearchAll(const HistoryQuery& query, LogEntry& entry, int64_t& max_bytes);

  Statement newest_;
  Statement deletion_before_;
  Statement deletion_after_;
  Statement row_;
  Statement head_;  // the row without its changes
  Statement part_of_;
  Statement part_;
};

}  // namespace taqvim::storage
