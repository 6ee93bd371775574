#include "storage/sqlite/tables/history.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

absl::StatusOr<int64_t> DeletionFrom(Statement& statement, const HistoryQuery& query,
                                     int64_t revision) {
  Query rows(statement);
  rows.Bind(static_cast<int64_t>(query.kind)).BindText(query.name).Bind(revision);
  const int64_t deletion = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return deletion;
}

}  // namespace

TableHistory::TableHistory(Connection& connection, absl::Status& status)
    : body_revision_(connection, "SELECT revision FROM resource WHERE id = ?", status),
      deletion_before_(connection,
                       "SELECT revision FROM deletion WHERE kind = ? AND name = ? AND revision < ? "
                       "ORDER BY revision DESC LIMIT 1",
                       status),
      deletion_after_(connection,
                      "SELECT revision FROM deletion WHERE kind = ? AND name = ? AND revision > ? "
                      "ORDER BY revision LIMIT 1",
                      status),
      row_(connection, absl::StrCat("SELECT ", kLogColumns, " FROM log WHERE revision = ?"),
           status),
      head_(connection,
            "SELECT revision, nonce, time, principal, request_id, method, x'' FROM log "
            "WHERE revision = ?",
            status),
      part_of_(connection, "SELECT max(part) FROM log_part WHERE revision = ? AND first <= ?",
               status),
      part_(connection, "SELECT changes FROM log_part WHERE revision = ? AND part = ?", status) {}

absl::StatusOr<int64_t> TableHistory::BodyRevision(ResourceId id) {
  Query rows(body_revision_);
  rows.Bind(id);
  const int64_t revision = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return revision;
}

absl::StatusOr<int64_t> TableHistory::DeletionBefore(const HistoryQuery& query, int64_t revision) {
  return DeletionFrom(deletion_before_, query, revision);
}

absl::StatusOr<int64_t> TableHistory::DeletionAfter(const HistoryQuery& query, int64_t revision) {
  return DeletionFrom(deletion_after_, query, revision);
}

absl::StatusOr<int> TableHistory::LikelyPart(int64_t revision, ResourceId id) {
  Query rows(part_of_);
  rows.Bind(revision).Bind(id);
  const int part = rows.Next() ? static_cast<int>(rows.Int(0)) : 0;
  if (!rows.status().ok()) return rows.status();
  return part;
}

absl::StatusOr<bool> TableHistory::ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                                           int64_t& max_bytes) {
  Query rows(with_changes ? row_ : head_);
  rows.Bind(revision);
  if (!rows.Next()) return rows.status().ok() ? absl::StatusOr<bool>(false) : rows.status();
  max_bytes -= static_cast<int64_t>(ChangesIn(rows).size());
  absl::StatusOr<LogEntry> read = ReadLogRow(rows);
  if (!read.ok()) return read.status();
  entry = *std::move(read);
  return true;
}

absl::Status TableHistory::ReadPart(int part, LogEntry& entry, int64_t& max_bytes) {
  Query rows(part_);
  rows.Bind(entry.revision.number).Bind(part);
  if (!rows.Next()) return rows.status();
  max_bytes -= static_cast<int64_t>(rows.Bytes(0).size());
  absl::StatusOr<std::vector<Change>> changes = ReadLogPart(rows.Bytes(0));
  if (!changes.ok()) return changes.status();
  entry.changes = *std::move(changes);
  return absl::OkStatus();
}

}  // namespace taqvim::storage
