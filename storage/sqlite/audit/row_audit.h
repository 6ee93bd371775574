// The second part of an audit: the rows of resources, each by itself and against each other.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/sqlite/audit/file_audit.h"
#include "storage/sqlite/audit/rows.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Reads all rows into `rows`, as far as they can be, and calls `progress` with how many now
// and then. An error only where the disk fails.
absl::Status AuditRows(Connection& connection, absl::FunctionRef<void(int64_t)> progress,
                       AuditedRows& rows, FileAudit& audit);

}  // namespace taqvim::storage
