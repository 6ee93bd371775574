#include "storage/sqlite/read/reader_session.h"

#include <algorithm>
#include <utility>

namespace taqvim::storage {
namespace {

// Readers meet locks only while the writer empties the log.
constexpr int kBusyMilliseconds = 1000;

}  // namespace

absl::StatusOr<std::unique_ptr<ReaderSession>> ReaderSession::Open(const Shared& shared) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(shared.options.path, shared.options.vfs, Connection::Mode::kReadOnly);
  if (!connection.ok()) return connection.status();
  sqlite3_busy_timeout((*connection)->handle(), kBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<ReaderSession> session(new ReaderSession(shared, *std::move(connection), status));
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<TableReader>> tables =
      TableReader::Create(*session->connection_, shared.indexes.names());
  if (!tables.ok()) return tables.status();
  session->tables_ = *std::move(tables);
  return session;
}

ReaderSession::ReaderSession(const Shared& shared, std::unique_ptr<Connection> connection,
                             absl::Status& status)
    : shared_(shared),
      connection_(std::move(connection)),
      begin_(*connection_, "BEGIN", status),
      end_(*connection_, "COMMIT", status) {}

ReaderSession::Result ReaderSession::Run(QueuedRead& read) {
  if (absl::Status failure = shared_.head.failure(); !failure.ok()) return {failure};
  if (read.options.cancelled && read.options.cancelled()) {
    return {Refused(Refusal::kCancelled, "The read was cancelled before it began.")};
  }
  const Environment& env = shared_.options.env;
  if (read.deadline != absl::InfiniteDuration() && read.deadline < env.SinceFixedMoment()) {
    return {Refused(Refusal::kTooLate, "The read's deadline passed before it began.")};
  }
  const int64_t entered = shared_.head.EnterReader();
  Result result = RunInTransaction(read);
  shared_.head.LeaveReader(entered);
  return result;
}

ReaderSession::Result ReaderSession::RunInTransaction(QueuedRead& read) {
  if (absl::Status status = Query(begin_).Run(); !status.ok()) return {status};
  absl::StatusOr<TableReader::Newest> newest = tables_->NewestRevision();
  Result result{newest.status()};
  if (newest.ok()) {
    result.revision = newest->revision.number;
    const absl::Time now = std::max(shared_.clock.Now(), newest->time);
    Work work({}, read.deadline, read.options.cancelled, shared_.options.env);
    ReaderSnapshot snapshot(*tables_, shared_.indexes, shared_.store_id, newest->revision, now,
                            shared_.clock, shared_.options, work);
    result.status = read.function(snapshot);
    if (!snapshot.failure().ok()) result.status = snapshot.failure();
  }
  // Nothing was written, so ending the transaction has nothing to fail at.
  if (connection_->in_transaction()) Query(end_).Run().IgnoreError();
  return result;
}

}  // namespace taqvim::storage
