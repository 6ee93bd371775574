#include "storage/postgres/tables/log_row.h"

#include <string>

#include "proto/status_macros.h"
#include "storage/engine/bytes/log_changes.h"

namespace taqvim::storage::postgres {

absl::StatusOr<LogEntry> ReadLogRow(const Result& result, int row) {
  LogEntry entry{.revision = {result.Int(row, 0), static_cast<uint64_t>(result.Int(row, 1))},
                 .time = absl::FromUnixMicros(result.Int(row, 2)),
                 .principal = std::string(result.Bytes(row, 3)),
                 .request_id = std::string(result.Bytes(row, 4)),
                 .method = std::string(result.Bytes(row, 5)),
                 .changes = {}};
  ASSIGN_OR_RETURN(entry.more_parts, ParseChanges(ChangesIn(result, row), entry.changes));
  return entry;
}

absl::StatusOr<std::vector<Change>> ReadLogPart(std::string_view bytes) {
  std::vector<Change> changes;
  RETURN_IF_ERROR(ParseChanges(bytes, changes).status());
  return changes;
}

}  // namespace taqvim::storage::postgres
