// The fourth part of an audit: the log by itself, and against the rows.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/sqlite/audit/file_audit.h"
#include "storage/sqlite/audit/rows.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Reads the log from its oldest revision on, and calls `progress` with how many now and then.
// Rows are held against it when all of them and all of it could be read. An error only where
// the disk fails.
absl::Status AuditLog(Connection& connection, absl::FunctionRef<void(int64_t)> progress,
                      const AuditedRows& rows, FileAudit& audit);

}  // namespace taqvim::storage
