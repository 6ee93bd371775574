// The third part of an audit: claims and links against the rows, and the invariant.
#pragma once

#include "storage/sqlite/audit/file_audit.h"
#include "storage/sqlite/audit/rows.h"

namespace taqvim::storage {

// Needs all rows: what is missing of them would look like what nobody made. What a resource of
// that kind never has is to be emptied before anybody takes it for what it is not. Pure.
void AuditClaims(const AuditedRows& rows, FileAudit& audit);

}  // namespace taqvim::storage
