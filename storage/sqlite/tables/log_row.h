// Reading a row of the log.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "storage/revision.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// What a statement selects whose rows are read with these functions.
inline constexpr char kLogColumns[] =
    "revision, nonce, time, principal, request_id, method, changes";

// The row at which the query stands. DATA_LOSS when it is damaged.
absl::StatusOr<LogEntry> ReadLogRow(const Query& query);

// Its changes as they are stored; until the query's next step.
inline std::string_view ChangesIn(const Query& query) { return query.Bytes(6); }

}  // namespace taqvim::storage
