#include "storage/postgres/journal/server_session.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/postgres/connection/failure.h"
#include "storage/postgres/log/database_failure.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kAtHead{"SELECT at_head($1, $2, $3, $4, $5)"};
constexpr Statement kNextSession{
    "INSERT INTO session VALUES($1, 1)"
    " ON CONFLICT (server) DO UPDATE SET number = session.number + 1 RETURNING number"};
constexpr Statement kEndSession{"DELETE FROM session WHERE server = $1 AND number = $2"};
constexpr Statement kHasRevision{"SELECT FROM log WHERE revision = $1 AND nonce = $2"};

}  // namespace

// A database may have other defaults: an older snapshot would not see what was there when the lock
// was taken.
const Statement kBegin{"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"};
const Statement kLock{"SELECT FROM mutex FOR UPDATE"};
const Statement kCommit{"COMMIT"};

absl::StatusOr<std::unique_ptr<ServerSession>> ServerSession::Begin(
    const ConnectionSettings& settings, std::string server, Head& head) {
  std::unique_ptr<ServerSession> session(new ServerSession(settings, std::move(server), head));
  RETURN_IF_ERROR(session->BeginFirst());
  return session;
}

absl::Status ServerSession::BeginFirst() {
  ASSIGN_OR_RETURN(connection_, Connection::Open(settings_));
  ASSIGN_OR_RETURN(identity_, CheckSchema(*connection_, settings_.schema));
  ASSIGN_OR_RETURN(const Result next, connection_->Ask(kNextSession, Parameters().Text(server_)));
  number_ = next.Int(0, 0);
  return absl::OkStatus();
}

ServerSession::~ServerSession() {
  if (connection_ == nullptr || !connection_->alive()) return;
  // What stays is a row that nobody asks for.
  connection_->Ask(kEndSession, Parameters().Text(server_).Int(number_)).IgnoreError();
}

absl::Status ServerSession::CheckIdentity(const SchemaIdentity& identity) {
  if (identity.store_id != identity_.store_id) {
    return FailForDatabase(
        absl::FailedPreconditionError("The database has another store than when this server was "
                                      "started; see what was put there, and start it again."),
        head_);
  }
  return identity.epoch == identity_.epoch ? absl::OkStatus() : FailForEpoch(head_);
}

absl::StatusOr<Connection*> ServerSession::connection() {
  if (connection_ != nullptr && connection_->alive()) return connection_.get();
  connection_.reset();
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> opened, Connection::Open(settings_));
  ASSIGN_OR_RETURN(const SchemaIdentity identity, CheckSchema(*opened, settings_.schema));
  RETURN_IF_ERROR(CheckIdentity(identity));
  connection_ = std::move(opened);
  return connection_.get();
}

Connection::Answer ServerSession::RunAgainIfLost(const std::vector<Connection::Command>& commands) {
  Connection::Answer answer;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const absl::StatusOr<Connection*> connection = this->connection();
    if (!connection.ok()) {
      return {.ending = Connection::Answer::Ending::kUnsent, .status = connection.status()};
    }
    answer = (*connection)->Run(commands);
    if (!EndsConnection(FailureOf(answer.status))) return answer;
    Drop();
  }
  return answer;
}

void ServerSession::Rollback() {
  if (in_transaction() && !connection_->Rollback().ok()) Drop();
}

Connection::Command ServerSession::AtHead(const Revision& newest) const {
  Parameters parameters;
  parameters.Int(newest.number).Int(static_cast<int64_t>(newest.nonce)).Int(identity_.epoch);
  return {kAtHead, parameters.Text(server_).Int(number_)};
}

absl::StatusOr<bool> ServerSession::HasForGood(const Revision& revision) {
  Drop();
  ASSIGN_OR_RETURN(Connection * connection, this->connection());
  const Parameters which =
      Parameters().Int(revision.number).Int(static_cast<int64_t>(revision.nonce));
  const Connection::Answer answer = connection->Run({{kBegin, {}},
                                                     {kLock, {}},
                                                     {kHasRevision, which},
                                                     {kNextSession, Parameters().Text(server_)},
                                                     {kCommit, {}}});
  // Whatever goes wrong with the connection, the next attempt is on another.
  if (!answer.status.ok()) Drop();
  RETURN_IF_ERROR(answer.status);
  if (answer.results.back().tag() != "COMMIT" || !answer.warnings.empty()) {
    Drop();
    return absl::UnavailableError(
        "The database does not say whether what it answered lasts; it may wait for a standby.");
  }
  number_ = answer.results[3].Int(0, 0);
  return answer.results[2].rows() > 0;
}

}  // namespace taqvim::storage::postgres
