// The first part of an audit: the file as SQLite keeps it, and what it says of itself.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "storage/sqlite/audit/file_audit.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Fills in the schema and the size besides. An error only where the disk fails.
absl::Status AuditPages(Connection& connection, FileAudit& audit);

// What an error of SQLite means for a check: damage is a finding of the pages, with what could
// not be read; OK then. Anything else is the error.
absl::Status NoteDamage(const absl::Status& status, std::string_view unread, Findings& findings);

}  // namespace taqvim::storage
