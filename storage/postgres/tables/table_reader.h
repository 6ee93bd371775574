// Look-ups in the tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/journal/journal.h"
#include "storage/postgres/tables/asker.h"
#include "storage/postgres/tables/stored_row.h"
#include "storage/snapshot.h"

namespace taqvim::storage::postgres {

// The newest row of the log: revision, nonce, time, and the next id.
extern const Statement kNewestRow;
JournalReader::Newest ReadNewest(const Result& result);

// What each of them returns is as of the state that its asker shows. For one thread at a time.
class TableReader {
 public:
  // The asker outlives it.
  explicit TableReader(Asker& asker) : asker_(asker) {}

  absl::StatusOr<StoredRowPtr> RowOf(ResourceId id);
  // As Snapshot::List.
  absl::StatusOr<std::vector<StoredRowPtr>> List(const ListQuery& query, int64_t limit);
  // nullopt when the log does not have it.
  absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number);

  // As HistorySource.
  absl::StatusOr<int64_t> DeletionBefore(Kind kind, const std::string& name, int64_t revision);
  absl::StatusOr<int64_t> DeletionAfter(Kind kind, const std::string& name, int64_t revision);
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id);
  absl::StatusOr<bool> ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                               int64_t& max_bytes);
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes);

 private:
  // The number in the only row of the answer; 0 without one.
  absl::StatusOr<int64_t> Number(const Statement& statement, const Parameters& parameters);

  Asker& asker_;
};

}  // namespace taqvim::storage::postgres
