// Check of a data file: what no store of ours would have left in it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/sqlite/audit/file_audit.h"

namespace taqvim::storage {

// How far it is: in what, and how much of that is done.
using AuditProgress = std::function<void(std::string_view what, int64_t done)>;

// Looks through all of the file, which nobody may write meanwhile: its pages, tables, rows,
// claims and log, each against the others. It is read only. An error only where the file
// cannot be opened as one of ours (CheckDataFile), or the disk fails; what is damaged is a
// finding.
//
// What it relies on: the row of a resource names the revision that last wrote its body, which
// the log has as that revision's image after; revisions are consecutive; each change names the
// revision that wrote what it replaced. See docs/decisions/0062-check-and-upgrades.md.
absl::StatusOr<FileAudit> AuditFile(const std::string& path, const AuditProgress& progress);

}  // namespace taqvim::storage
