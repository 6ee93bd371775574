#include "storage/sqlite/audit/audit.h"

#include <filesystem>
#include <system_error>

#include "proto/status_macros.h"
#include "storage/sqlite/audit/claim_audit.h"
#include "storage/sqlite/audit/log_audit.h"
#include "storage/sqlite/audit/page_audit.h"
#include "storage/sqlite/audit/row_audit.h"
#include "storage/sqlite/audit/rows.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/data_file.h"

namespace taqvim::storage {

absl::StatusOr<FileAudit> AuditFile(const std::string& path, const AuditProgress& progress) {
  RETURN_IF_ERROR(CheckDataFile(path, "", /*may_be_made=*/false));
  ASSIGN_OR_RETURN(auto connection, Connection::Open(path, "", Connection::Mode::kReadOnly));
  FileAudit audit;
  std::error_code none;
  audit.counts.bytes = static_cast<int64_t>(std::filesystem::file_size(path, none));
  const auto tell = [&](std::string_view what) {
    return [&progress, what](int64_t done) {
      if (progress) progress(what, done);
    };
  };
  const auto schema = connection->QueryInt("PRAGMA user_version");
  RETURN_IF_ERROR(NoteDamage(schema.status(), "its version", audit.findings));
  audit.counts.schema = schema.value_or(0);
  tell("pages")(0);
  RETURN_IF_ERROR(AuditPages(*connection, audit));
  AuditedRows rows;
  RETURN_IF_ERROR(AuditRows(*connection, tell("resources"), rows, audit));
  if (rows.complete) AuditClaims(rows, audit);
  RETURN_IF_ERROR(AuditLog(*connection, tell("revisions"), rows, audit));
  return audit;
}

}  // namespace taqvim::storage
