// Revisions of the log, as memory takes them in.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "storage/engine/index/foreign_revision.h"
#include "storage/postgres/connection/connection.h"

namespace taqvim::storage::postgres {

// Up to $2 rows from revision $1 on.
extern const Statement kLogFrom;

// The revision at which such a row stands, without what memory takes in.
Revision RevisionIn(const Result& result, int row);
// The same with that. DATA_LOSS when it is damaged.
absl::StatusOr<ForeignRevision> ReadForeign(const Result& result, int row);

}  // namespace taqvim::storage::postgres
