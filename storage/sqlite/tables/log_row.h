// Parser of rows of the log.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/revision.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// The columns that a statement must select for these functions.
inline constexpr char kLogColumns[] =
    "revision, nonce, time, principal, request_id, method, changes";

// The row at which the query stands. DATA_LOSS when it is damaged.
absl::StatusOr<LogEntry> ReadLogRow(const Query& query);
// The changes of a part, a message LogChanges. DATA_LOSS when it is damaged.
absl::StatusOr<std::vector<Change>> ReadLogPart(std::string_view bytes);

// Its stored changes; valid until the query's next step.
inline std::string_view ChangesIn(const Query& query) { return query.Bytes(6); }

}  // namespace taqvim::storage
