#include "storage/sqlite/journal/sqlite_reader.h"

#include <utility>

#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// Readers meet locks only while the writer empties the log.
constexpr int kSnapshotBusyMilliseconds = 1000;

}  // namespace

absl::StatusOr<std::unique_ptr<JournalReader>> SqliteReader::Open(const SqliteOptions& options,
                                                                  const NameIndex& names) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options.path, options.vfs, Connection::Mode::kReadOnly));
  sqlite3_busy_timeout(connection->handle(), kSnapshotBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<SqliteReader> reader(new SqliteReader(std::move(connection), status));
  RETURN_IF_ERROR(status);
  ASSIGN_OR_RETURN(reader->tables_, TableReader::Create(*reader->connection_, names));
  return reader;
}

SqliteReader::SqliteReader(std::unique_ptr<Connection> connection, absl::Status& status)
    : connection_(std::move(connection)),
      begin_(*connection_, "BEGIN", status),
      end_(*connection_, "COMMIT", status) {}

absl::StatusOr<JournalReader::Newest> SqliteReader::Begin() {
  RETURN_IF_ERROR(Query(begin_).Run());
  return tables_->NewestRevision();
}

// Nothing was written, so ending the transaction has nothing to fail at.
void SqliteReader::End() {
  if (connection_->in_transaction()) Query(end_).Run().IgnoreError();
}

}  // namespace taqvim::storage
