// Parser of rows of the log.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/postgres/connection/result.h"
#include "storage/revision.h"

namespace taqvim::storage::postgres {

// The columns from which ReadLogRow reads one, of a table or subquery `log`.
#define TAQVIM_LOG_COLUMNS                                                         \
  "log.revision, log.nonce, log.time, log.principal, log.request_id, log.method, " \
  "log.changes"

// DATA_LOSS when it is damaged.
absl::StatusOr<LogEntry> ReadLogRow(const Result& result, int row);
// The changes of a part, a message LogChanges. DATA_LOSS when it is damaged.
absl::StatusOr<std::vector<Change>> ReadLogPart(std::string_view bytes);

// Its stored changes; they live as long as the result.
inline std::string_view ChangesIn(const Result& result, int row) { return result.Bytes(row, 6); }

}  // namespace taqvim::storage::postgres
