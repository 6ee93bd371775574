#include "storage/sqlite/backup/restored_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/schema.h"

namespace taqvim::storage {
namespace {

// Nothing is worth keeping of a file that is not finished.
constexpr char kAsItIsMade[] = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";
// Rows of different revisions may have one name.
constexpr char kWithoutNamesIndex[] = "DROP INDEX resource_name";
constexpr char kNamesIndex[] =
    "CREATE UNIQUE INDEX resource_name ON resource(kind, name) WHERE kind <> 16";
constexpr char kPutRow[] =
    "INSERT INTO resource VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
    "kind = excluded.kind, name = excluded.name, archived = excluded.archived, due = excluded.due, "
    "revision = excluded.revision, links = excluded.links, claims = excluded.claims, "
    "body = excluded.body";
constexpr char kPutRowTies[] =
    "UPDATE resource SET archived = ?, due = ?, links = ?, claims = ? WHERE id = ?";
constexpr char kRestoredRights[] =
    "SELECT id, kind, name, archived, due, revision, body FROM resource WHERE kind IN (8, 9) AND "
    "kind <> 16 "
    "ORDER BY id";

absl::Status DoesNotFit(int64_t revision) {
  return absl::DataLossError(
      absl::StrCat("Revision ", revision,
                   " of the backup does not fit to those before it; restore to an earlier one."));
}

}  // namespace

absl::StatusOr<std::unique_ptr<RestoredFile>> RestoredFile::Create(
    const std::string& path, const std::string& store_id, const v1::BackupPoint& log_start) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(path, "", Connection::Mode::kReadWrite));
  RETURN_IF_ERROR(connection->Execute(kAsItIsMade));
  RETURN_IF_ERROR(MakeTables(*connection, store_id));
  RETURN_IF_ERROR(connection->Execute("BEGIN"));
  RETURN_IF_ERROR(connection->Execute(kWithoutNamesIndex));
  absl::Status status;
  std::unique_ptr<RestoredFile> file(new RestoredFile(std::move(connection), status));
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(file->BeginLog(log_start));
  return file;
}

RestoredFile::RestoredFile(std::unique_ptr<Connection> connection, absl::Status& status)
    : connection_(std::move(connection)),
      put_(*connection_, kPutRow, status),
      put_ties_(*connection_, kPutRowTies, status),
      delete_(*connection_, "DELETE FROM resource WHERE id = ?", status),
      add_log_(*connection_, "INSERT INTO log VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", status),
      add_part_(*connection_, "INSERT INTO log_part VALUES(?, ?, ?, ?)", status),
      add_deletion_(*connection_, "INSERT OR IGNORE INTO deletion VALUES(?, ?, ?)", status) {}

absl::Status RestoredFile::BeginLog(const v1::BackupPoint& after) {
  absl::Status status;
  Statement set(*connection_, "INSERT OR REPLACE INTO meta VALUES(?, ?)", status);
  RETURN_IF_ERROR(status);
  newest_ = after.revision();
  if (newest_ == 0) return absl::OkStatus();
  RETURN_IF_ERROR(Query(set).BindText("log_start").Bind(newest_).Run());
  return Query(set).BindText("log_start_nonce").Bind(static_cast<int64_t>(after.nonce())).Run();
}

absl::Status RestoredFile::AddRevision(const v1::BackupRevision& revision) {
  const int64_t number = revision.point().revision();
  if (number != newest_ + 1) return DoesNotFit(number);
  newest_ = number;
  RETURN_IF_ERROR(Query(add_log_)
                      .Bind(number)
                      .Bind(static_cast<int64_t>(revision.point().nonce()))
                      .Bind(revision.time())
                      .BindText(revision.principal())
                      .BindText(revision.request_id())
                      .BindText(revision.method())
                      .BindBlob(revision.changes())
                      .BindBlob(revision.request_hash())
                      .BindBlob(revision.answer())
                      .BindBlob(revision.rows())
                      .Run());
  RETURN_IF_ERROR(AddParts(revision));
  ASSIGN_OR_RETURN(const auto deleted, NamesDeletedBy(revision));
  for (const DeletedName& one : deleted) {
    RETURN_IF_ERROR(Query(add_deletion_).Bind(one.kind).BindText(one.name).Bind(number).Run());
  }
  return absl::OkStatus();
}

absl::Status RestoredFile::AddParts(const v1::BackupRevision& revision) {
  int number = 0;
  for (const v1::BackupPart& part : revision.parts()) {
    RETURN_IF_ERROR(Query(add_part_)
                        .Bind(revision.point().revision())
                        .Bind(++number)
                        .Bind(part.first())
                        .BindBlob(part.changes())
                        .Run());
  }
  return absl::OkStatus();
}

absl::Status RestoredFile::AddRows(const v1::BackupRows& rows) {
  for (const v1::BackupRow& row : rows.rows()) RETURN_IF_ERROR(Put(row));
  return absl::OkStatus();
}

absl::Status RestoredFile::Redo(const v1::BackupRevision& revision, bool exact) {
  RETURN_IF_ERROR(AddRevision(revision));
  ASSIGN_OR_RETURN(const auto rows, RowsWrittenBy(revision));
  for (const WrittenRow& row : rows) RETURN_IF_ERROR(Write(row, exact));
  return absl::OkStatus();
}

absl::Status RestoredFile::Write(const WrittenRow& written, bool exact) {
  switch (written.way) {
    case WrittenRow::Way::kPut:
      return Put(written.row);
    case WrittenRow::Way::kBodyStays:
      return PutTies(written.row, exact);
    case WrittenRow::Way::kDelete:
      return Query(delete_).Bind(written.row.id()).Run();
  }
  return DoesNotFit(newest_);
}

absl::Status RestoredFile::Put(const v1::BackupRow& row) {
  return Query(put_)
      .Bind(row.id())
      .Bind(row.kind())
      .BindText(row.name())
      .Bind(row.archived() ? 1 : 0)
      .Bind(row.due())
      .Bind(row.revision())
      .BindBlob(row.links())
      .BindBlob(row.claims())
      .BindBlob(row.body())
      .Run();
}

absl::Status RestoredFile::PutTies(const v1::BackupRow& row, bool exact) {
  RETURN_IF_ERROR(Query(put_ties_)
                      .Bind(row.archived() ? 1 : 0)
                      .Bind(row.due())
                      .BindBlob(row.links())
                      .BindBlob(row.claims())
                      .Bind(row.id())
                      .Run());
  // A row that was read later may be gone already.
  const bool there = sqlite3_changes(connection_->handle()) == 1;
  return there || !exact ? absl::OkStatus() : DoesNotFit(newest_);
}

absl::StatusOr<v1::BackupRows> RestoredFile::Rights() {
  absl::Status status;
  Statement statement(*connection_, kRestoredRights, status);
  RETURN_IF_ERROR(status);
  Query query(statement);
  v1::BackupRows rows;
  while (query.Next()) {
    v1::BackupRow& row = *rows.add_rows();
    row.set_id(query.Int(0));
    row.set_kind(static_cast<int32_t>(query.Int(1)));
    row.set_name(std::string(query.Bytes(2)));
    row.set_archived(query.Int(3) != 0);
    row.set_due(query.Int(4));
    row.set_revision(query.Int(5));
    row.set_body(std::string(query.Bytes(6)));
  }
  RETURN_IF_ERROR(query.status());
  return rows;
}

absl::Status RestoredFile::Finish(int64_t next_id) {
  absl::Status status;
  Statement set(*connection_, "UPDATE meta SET value = ? WHERE key = 'next_id'", status);
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(Query(set).Bind(next_id).Run());
  RETURN_IF_ERROR(connection_->Execute(kNamesIndex));
  return connection_->Execute("COMMIT");
}

}  // namespace taqvim::storage
