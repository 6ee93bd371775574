#include "storage/postgres/journal/postgres_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/postgres/connection/failure.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kBeginSnapshot{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Statement kEndSnapshot{"COMMIT"};

}  // namespace

absl::StatusOr<std::unique_ptr<JournalReader>> PostgresReader::Open(
    const ConnectionSettings& settings, const NameIndex& names, const Head& head,
    CatchUp catch_up) {
  std::unique_ptr<PostgresReader> reader(
      new PostgresReader(settings, names, head, std::move(catch_up)));
  ASSIGN_OR_RETURN(reader->connection_, Connection::Open(settings));
  return reader;
}

absl::StatusOr<Result> PostgresReader::Ask(const Statement& statement,
                                           const Parameters& parameters) {
  if (connection_ == nullptr) return ConnectionLost("The connection of the read was lost.");
  return connection_->Ask(statement, parameters);
}

// The first statement fixes what the transaction sees.
absl::StatusOr<JournalReader::Newest> PostgresReader::Snapshot() {
  absl::Status status;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (connection_ == nullptr) {
      ASSIGN_OR_RETURN(connection_, Connection::Open(settings_));
    }
    const Connection::Answer answer = connection_->Run({{kBeginSnapshot, {}}, {kNewestRow, {}}});
    if (answer.status.ok()) return ReadNewest(answer.results[1]);
    status = answer.status;
    if (!EndsConnection(FailureOf(status)) && connection_->alive()) return status;
    connection_.reset();
  }
  return status;
}

absl::StatusOr<JournalReader::Newest> PostgresReader::Begin() {
  rows_.cache().Clear();
  const Revision published = head_.newest();
  ASSIGN_OR_RETURN(const Newest newest, Snapshot());
  const Revision& seen = newest.revision;
  const bool behind = seen.number < published.number ||
                      (seen.number == published.number && seen.nonce != published.nonce);
  if (behind) {
    return absl::UnavailableError(absl::StrCat("The database is at revision ", seen.number,
                                               ", and this server has answered ", published.number,
                                               "; retry in a moment."));
  }
  if (seen.number > published.number) RETURN_IF_ERROR(catch_up_(seen.number));
  return newest;
}

void PostgresReader::End() {
  rows_.cache().Clear();
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  // Nothing was written, so ending the transaction has nothing to fail at but the connection.
  if (!connection_->Ask(kEndSnapshot, {}).ok()) connection_.reset();
}

}  // namespace taqvim::storage::postgres
