#include "storage/sqlite/backup/backup_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

constexpr int kBackupBusyMilliseconds = 1000;
constexpr char kPosition[] =
    "SELECT (SELECT value FROM meta WHERE key = 'log_start'), "
    "(SELECT value FROM meta WHERE key = 'log_start_nonce'), "
    "(SELECT value FROM meta WHERE key = 'next_id')";
// Of where the log starts, or a revision in it: one statement, as the log may be trimmed between
// two.
constexpr char kHas[] =
    "SELECT (ifnull((SELECT value FROM meta WHERE key = 'log_start'), 0), "
    "ifnull((SELECT value FROM meta WHERE key = 'log_start_nonce'), 0)) = (?1, ?2) "
    "OR EXISTS(SELECT 1 FROM log WHERE revision = ?1 AND nonce = ?2)";
constexpr char kRows[] =
    "SELECT id, kind, name, archived, due, revision, links, claims, body FROM resource WHERE id > "
    "? ORDER BY id";
// Grants and access tokens, by the index of the rarer kinds.
constexpr char kRights[] =
    "SELECT id, kind, name, archived, due, revision, links, claims, body FROM resource "
    "WHERE kind IN (8, 9) AND kind <> 16 AND id > ? ORDER BY id";
constexpr char kLog[] =
    "SELECT revision, nonce, time, principal, request_id, method, changes, request_hash, answer, "
    "rows FROM log WHERE revision > ? AND revision <= ? ORDER BY revision";

int64_t TakeRow(const Query& query, v1::BackupRow& row) {
  row.set_id(query.Int(0));
  row.set_kind(static_cast<int32_t>(query.Int(1)));
  row.set_name(std::string(query.Bytes(2)));
  row.set_archived(query.Int(3) != 0);
  row.set_due(query.Int(4));
  row.set_revision(query.Int(5));
  row.set_links(std::string(query.Bytes(6)));
  row.set_claims(std::string(query.Bytes(7)));
  row.set_body(std::string(query.Bytes(8)));
  return static_cast<int64_t>(row.ByteSizeLong());
}

int64_t TakeRevision(const Query& query, v1::BackupRevision& revision) {
  revision.mutable_point()->set_revision(query.Int(0));
  revision.mutable_point()->set_nonce(static_cast<uint64_t>(query.Int(1)));
  revision.set_time(query.Int(2));
  revision.set_principal(std::string(query.Bytes(3)));
  revision.set_request_id(std::string(query.Bytes(4)));
  revision.set_method(std::string(query.Bytes(5)));
  revision.set_changes(std::string(query.Bytes(6)));
  revision.set_request_hash(std::string(query.Bytes(7)));
  revision.set_answer(std::string(query.Bytes(8)));
  revision.set_rows(std::string(query.Bytes(9)));
  return static_cast<int64_t>(revision.ByteSizeLong());
}

absl::Status NotInLog(const v1::BackupPoint& point) {
  return absl::FailedPreconditionError(
      absl::StrCat("The log of the store does not continue revision ", point.revision(),
                   " of the backup: it was trimmed, or its history is another since a restore."));
}

}  // namespace

absl::StatusOr<std::unique_ptr<BackupReader>> BackupReader::Open(const SqliteOptions& options,
                                                                 const Head& head,
                                                                 const std::string& store_id,
                                                                 Holds holds) {
  ASSIGN_OR_RETURN(auto connection,
                   Connection::Open(options.path, options.vfs, Connection::Mode::kReadOnly));
  sqlite3_busy_timeout(connection->handle(), kBackupBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<BackupReader> reader(
      new BackupReader(head, store_id, std::move(holds), std::move(connection), status));
  if (!status.ok()) return status;
  return reader;
}

BackupReader::BackupReader(const Head& head, std::string store_id, Holds holds,
                           std::unique_ptr<Connection> connection, absl::Status& status)
    : head_(head),
      store_id_(std::move(store_id)),
      holds_(std::move(holds)),
      connection_(std::move(connection)),
      begin_(*connection_, "BEGIN", status),
      commit_(*connection_, "COMMIT", status),
      position_(*connection_, kPosition, status),
      has_(*connection_, kHas, status),
      newest_(*connection_, "SELECT max(revision) FROM log", status),
      rows_(*connection_, kRows, status),
      rights_(*connection_, kRights, status),
      log_(*connection_, kLog, status),
      parts_(*connection_, "SELECT first, changes FROM log_part WHERE revision = ? ORDER BY part",
             status) {}

absl::StatusOr<v1::BackupPosition> BackupReader::Position() {
  RETURN_IF_ERROR(head_.failure());
  v1::BackupPosition position;
  position.set_store_id(store_id_);
  // Asked first: no revision before it has an id that is not reserved.
  const Revision newest = head_.newest();
  position.mutable_newest()->set_revision(newest.number);
  position.mutable_newest()->set_nonce(newest.nonce);
  absl::MutexLock lock(&mutex_);
  Query query(position_);
  query.Next();
  RETURN_IF_ERROR(query.status());
  position.mutable_start()->set_revision(query.Int(0));
  position.mutable_start()->set_nonce(static_cast<uint64_t>(query.Int(1)));
  position.set_next_id(query.Int(2));
  return position;
}

absl::StatusOr<v1::BackupRows> BackupReader::RowsAfter(ResourceId after, bool rights,
                                                       int64_t max_bytes) {
  RETURN_IF_ERROR(head_.failure());
  v1::BackupRows rows;
  {
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(Query(begin_).Run());
    const absl::Status status = ReadRows(after, rights, max_bytes, rows);
    // Nothing was written, so ending the transaction has nothing to fail at.
    Query(commit_).Run().IgnoreError();
    RETURN_IF_ERROR(status);
  }
  RETURN_IF_ERROR(head_.Await(rows.reached()));
  return rows;
}

absl::Status BackupReader::ReadRows(ResourceId after, bool rights, int64_t max_bytes,
                                    v1::BackupRows& rows) {
  Query newest(newest_);
  newest.Next();
  RETURN_IF_ERROR(newest.status());
  rows.set_reached(newest.Int(0));
  Query query(rights ? rights_ : rows_);
  query.Bind(after);
  while (max_bytes > 0 && query.Next()) max_bytes -= TakeRow(query, *rows.add_rows());
  return query.status();
}

absl::StatusOr<v1::BackupLog> BackupReader::LogAfter(const v1::BackupPoint& after,
                                                     int64_t max_bytes) {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  v1::BackupLog log;
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckHas(after));
  if (after.revision() >= newest.number) return log;
  RETURN_IF_ERROR(ReadLog(after.revision(), newest.number, max_bytes, log));
  // The log is trimmed while it is read, so what was read says whether all is there.
  const bool follows =
      log.revisions_size() > 0 && log.revisions(0).point().revision() == after.revision() + 1;
  return follows ? absl::StatusOr<v1::BackupLog>(std::move(log)) : NotInLog(after);
}

absl::Status BackupReader::HoldsUpTo(const std::string& target, const v1::BackupPoint& point) {
  RETURN_IF_ERROR(head_.failure());
  {
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(CheckHas(point));
  }
  holds_(target, point.revision());
  return absl::OkStatus();
}

absl::Status BackupReader::CheckHas(const v1::BackupPoint& point) {
  Query query(has_);
  query.Bind(point.revision()).Bind(static_cast<int64_t>(point.nonce()));
  const bool has = query.Next() && query.Int(0) != 0;
  RETURN_IF_ERROR(query.status());
  return has ? absl::OkStatus() : NotInLog(point);
}

absl::Status BackupReader::ReadLog(int64_t after, int64_t upto, int64_t max_bytes,
                                   v1::BackupLog& log) {
  Query query(log_);
  query.Bind(after).Bind(upto);
  while (max_bytes > 0 && query.Next()) {
    v1::BackupRevision& revision = *log.add_revisions();
    max_bytes -= TakeRevision(query, revision);
    RETURN_IF_ERROR(ReadParts(revision, max_bytes));
  }
  return query.status();
}

absl::Status BackupReader::ReadParts(v1::BackupRevision& revision, int64_t& bytes) {
  Query query(parts_);
  query.Bind(revision.point().revision());
  while (query.Next()) {
    v1::BackupPart& part = *revision.add_parts();
    part.set_first(query.Int(0));
    part.set_changes(std::string(query.Bytes(1)));
    bytes -= static_cast<int64_t>(part.changes().size());
  }
  return query.status();
}

}  // namespace taqvim::storage
