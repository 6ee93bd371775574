#include "storage/sqlite/tables/log_row.h"

#include <string>
#include <vector>

#include "storage/engine/bytes/log_changes.h"

namespace taqvim::storage {
absl::StatusOr<LogEntry> ReadLogRow(const Query& query) {
  LogEntry entry{.revision = {query.Int(0), static_cast<uint64_t>(query.Int(1))},
                 .time = absl::FromUnixMicros(query.Int(2)),
                 .principal = std::string(query.Bytes(3)),
                 .request_id = std::string(query.Bytes(4)),
                 .method = std::string(query.Bytes(5)),
                 .changes = {}};
  absl::StatusOr<int> more = ParseChanges(ChangesIn(query), entry.changes);
  if (!more.ok()) return more.status();
  entry.more_parts = *more;
  return entry;
}

absl::StatusOr<std::vector<Change>> ReadLogPart(std::string_view bytes) {
  std::vector<Change> changes;
  absl::StatusOr<int> more = ParseChanges(bytes, changes);
  if (!more.ok()) return more.status();
  return changes;
}

}  // namespace taqvim::storage
