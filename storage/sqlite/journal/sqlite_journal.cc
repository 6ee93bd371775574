#include "storage/sqlite/journal/sqlite_journal.h"

#include <utility>

#include "proto/status_macros.h"
#include "storage/sqlite/journal/sqlite_reader.h"
#include "storage/sqlite/journal/state_loader.h"
#include "storage/sqlite/log/head_failure.h"

namespace taqvim::storage {
namespace {

// Ids are reserved so many at once, so that few groups write the row that says
// where they go on; what is left of them at a start is never used.
constexpr ResourceId kReservedIds = 1024;

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteJournal>> SqliteJournal::Open(
    std::unique_ptr<Connection> connection, const SqliteOptions& options, Memory& memory,
    Head& head, StoreFiles& files) {
  std::unique_ptr<SqliteJournal> journal(
      new SqliteJournal(std::move(connection), options, memory, head, files));
  RETURN_IF_ERROR(journal->Prepare());
  RETURN_IF_ERROR(LoadState(*journal->connection_, *journal->reader_, memory));
  journal->reserved_id_ = memory.position.next_id;
  journal->committed_reserved_id_ = memory.position.next_id;
  head.Publish(memory.position.revision);
  return journal;
}

absl::Status SqliteJournal::Prepare() {
  ASSIGN_OR_RETURN(reader_, TableReader::Create(*connection_, memory_.indexes.names()));
  ASSIGN_OR_RETURN(writer_, TableWriter::Create(*connection_));
  ASSIGN_OR_RETURN(data_version_, writer_->DataVersion());
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<JournalReader>> SqliteJournal::OpenReader() {
  return SqliteReader::Open(options_, memory_.indexes.names());
}

absl::Status SqliteJournal::CheckAlone() {
  ASSIGN_OR_RETURN(const int64_t version, writer_->DataVersion());
  if (version == data_version_) return absl::OkStatus();
  FailForFiles(files_.WrittenByOther(), head_);
  return head_.failure();
}

absl::StatusOr<std::vector<ForeignRevision>> SqliteJournal::Begin() {
  RETURN_IF_ERROR(writer_->Begin());
  return Follow();
}

absl::StatusOr<std::vector<ForeignRevision>> SqliteJournal::Follow() {
  RETURN_IF_ERROR(CheckAlone());
  return std::vector<ForeignRevision>();
}

absl::Status SqliteJournal::Append(const RevisionWrite& revision) {
  const int64_t number = revision.revision.number;
  for (const RowWrite& row : revision.rows) RETURN_IF_ERROR(AppendRow(row, number));
  RETURN_IF_ERROR(writer_->InsertLog(revision));
  for (size_t i = 0; i < revision.parts.size(); ++i) {
    RETURN_IF_ERROR(writer_->InsertLogPart(number, static_cast<int>(i) + 1, revision.parts[i]));
  }
  return absl::OkStatus();
}

absl::Status SqliteJournal::AppendRow(const RowWrite& row, int64_t revision) {
  switch (row.way) {
    case RowWrite::Way::kInsert:
      return writer_->InsertResource(row);
    case RowWrite::Way::kUpdate:
      return writer_->UpdateResource(row);
    case RowWrite::Way::kDelete:
      RETURN_IF_ERROR(writer_->DeleteResource(row.resource->id));
      // Topics have no history.
      if (row.resource->kind == Kind::kTopic) return absl::OkStatus();
      return writer_->InsertDeletion(*row.resource, revision);
  }
  return absl::InternalError("a row is written in a way that is none");
}

absl::Status SqliteJournal::ReserveIds(ResourceId next_id) {
  if (next_id <= reserved_id_) return absl::OkStatus();
  reserved_id_ = next_id + kReservedIds;
  return writer_->SetNextId(reserved_id_);
}

CommitResult SqliteJournal::Commit(ResourceId next_id) {
  if (absl::Status status = ReserveIds(next_id); !status.ok()) {
    return {.kind = CommitResult::Kind::kNotCommitted, .why = std::move(status)};
  }
  const int code = writer_->Commit();
  if (code == SQLITE_OK) {
    committed_reserved_id_ = reserved_id_;
    return {.kind = CommitResult::Kind::kCommitted};
  }
  absl::Status status = connection_->StatusOf(code);
  // A full disk stops a commit before its last page, without which it is none.
  if ((code & 0xff) == SQLITE_FULL) {
    return {.kind = CommitResult::Kind::kNotCommitted, .why = std::move(status)};
  }
  unknown_ = true;
  // What looks like a failure of the disk may be somebody's doing.
  FailForFiles(files_.Check(), head_);
  FailForDisk(status, head_);
  return {.kind = CommitResult::Kind::kUnknown, .why = std::move(status)};
}

void SqliteJournal::Rollback() {
  if (unknown_) return;
  writer_->Rollback();
  reserved_id_ = committed_reserved_id_;
}

}  // namespace taqvim::storage
