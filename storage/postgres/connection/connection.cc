#include "storage/postgres/connection/connection.h"

#include <poll.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/status_macros.h"
#include "storage/postgres/connection/failure.h"

namespace taqvim::storage::postgres {
namespace {

std::string_view FieldOf(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

absl::Status ErrorOf(const PGresult* result) {
  const std::string_view state = FieldOf(result, PG_DIAG_SQLSTATE);
  if (state.empty()) return ConnectionLost(PQresultErrorMessage(result));
  return ErrorOfPostgres(state, FieldOf(result, PG_DIAG_MESSAGE_PRIMARY));
}

// Whether the server ends the session with that error.
bool EndsSession(const PGresult* result) {
  return FieldOf(result, PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR";
}

std::string Milliseconds(absl::Duration time) {
  return absl::StrCat("'", absl::ToInt64Milliseconds(time), "ms'");
}

}  // namespace

Connection::Connection(const ConnectionSettings& settings, PGconn* connection)
    : settings_(settings), connection_(connection) {
  PQsetNoticeReceiver(connection_.get(), &TakeNotice, this);
}

Connection::~Connection() = default;

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionSettings& settings) {
  if (!IsPlainName(settings.schema)) {
    return absl::InvalidArgumentError(
        absl::StrCat("A schema cannot be called ", settings.schema,
                     "; use lower-case letters, digits and underscores."));
  }
  ASSIGN_OR_RETURN(const ConnectionKeywords keywords, KeywordsOf(settings));
  std::vector<const char*> names, values;
  for (const auto& [name, value] : keywords) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  const Clock::time_point end = Clock::now() + absl::ToChronoNanoseconds(settings.connect_time);
  PGconn* raw = PQconnectStartParams(names.data(), values.data(), 0);
  if (raw == nullptr) return absl::ResourceExhaustedError("There is no memory for a connection.");
  std::unique_ptr<Connection> connection(new Connection(settings, raw));
  RETURN_IF_ERROR(connection->Finished(end));
  RETURN_IF_ERROR(connection->SetUp());
  return connection;
}

absl::Status Connection::Finished(Clock::time_point end) {
  for (;;) {
    const PostgresPollingStatusType polling = PQconnectPoll(connection_.get());
    if (polling == PGRES_POLLING_OK) return absl::OkStatus();
    if (polling == PGRES_POLLING_FAILED) return Lost();
    RETURN_IF_ERROR(Wait(polling == PGRES_POLLING_WRITING, end));
  }
}

// What the server does not know of these settings by itself would not be as the store promises.
absl::Status Connection::SetUp() {
  const std::vector<std::string> settings = {
      absl::StrCat("search_path = ", settings_.schema),
      "client_encoding = 'UTF8'",
      "default_transaction_isolation = 'read committed'",
      absl::StrCat("lock_timeout = ", Milliseconds(settings_.lock_time)),
      absl::StrCat("statement_timeout = ", Milliseconds(settings_.statement_time)),
      absl::StrCat("idle_in_transaction_session_timeout = ", Milliseconds(settings_.idle_time)),
      "client_connection_check_interval = '1s'"};
  const auto set = [](std::string* out, const std::string& one) {
    absl::StrAppend(out, "SET ", one, ";");
  };
  if (PQsetnonblocking(connection_.get(), 1) != 0) return Lost();
  return Execute(absl::StrJoin(settings, "", set));
}

absl::Status Connection::Lost() const {
  return ConnectionLost(
      absl::StrCat("The connection to the database failed: ", PQerrorMessage(connection_.get())));
}

void Connection::TakeNotice(void* connection, const PGresult* notice) {
  if (FieldOf(notice, PG_DIAG_SEVERITY_NONLOCALIZED) != "WARNING") return;
  static_cast<Connection*>(connection)
      ->warnings_.emplace_back(FieldOf(notice, PG_DIAG_MESSAGE_PRIMARY));
}

absl::Status Connection::Wait(bool writes, Clock::time_point end) {
  pollfd socket{.fd = PQsocket(connection_.get()),
                .events = static_cast<short>(POLLIN | (writes ? POLLOUT : 0)),
                .revents = 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    const int ready = left <= 0 ? 0 : poll(&socket, 1, static_cast<int>(left));
    if (ready > 0) return absl::OkStatus();
    if (ready == 0) return ConnectionLost("The database did not answer in time.");
    if (errno != EINTR) return Lost();
  }
}

absl::StatusOr<Connection::ResultPtr> Connection::Next(Clock::time_point end) {
  bool readable = true;
  for (;;) {
    const int unflushed = PQflush(connection_.get());
    if (PQisBusy(connection_.get()) == 0) return ResultPtr(PQgetResult(connection_.get()));
    // What came before the end is told first.
    if (!readable || unflushed < 0) return Lost();
    RETURN_IF_ERROR(Wait(unflushed == 1, end));
    readable = PQconsumeInput(connection_.get()) == 1;
  }
}

bool Connection::in_transaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(connection_.get());
  return alive() && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
}

absl::Status Connection::Execute(const std::string& sql) {
  const Clock::time_point end = Clock::now() + absl::ToChronoNanoseconds(settings_.answer_time);
  absl::Status status;
  if (PQsendQuery(connection_.get(), sql.c_str()) != 1) status = Lost();
  for (bool more = status.ok(); more;) {
    const absl::StatusOr<ResultPtr> result = Next(end);
    if (!result.ok()) lost_ = true;
    status.Update(result.status());
    more = result.ok() && *result != nullptr;
    if (!more || PQresultStatus(result->get()) != PGRES_FATAL_ERROR) continue;
    status.Update(ErrorOf(result->get()));
    lost_ = lost_ || EndsSession(result->get());
  }
  return status;
}

absl::Status Connection::Rollback() {
  return in_transaction() ? Execute("ROLLBACK") : absl::OkStatus();
}

absl::StatusOr<Result> Connection::Ask(const Statement& statement, const Parameters& parameters) {
  Answer answer = Run({{statement, parameters}});
  if (!answer.status.ok()) return answer.status;
  return std::move(answer.results.front());
}

Connection::Answer Connection::Run(const std::vector<Command>& commands) {
  Answer answer;
  std::vector<Sent> sent;
  warnings_.clear();
  if (lost_ || PQenterPipelineMode(connection_.get()) != 1 || !Send(commands, sent)) {
    answer.ending = Answer::Ending::kUnsent;
    answer.status = Lost();
    lost_ = true;
    return answer;
  }
  Receive(sent, answer);
  answer.warnings = std::move(warnings_);
  if (answer.ending == Answer::Ending::kCut || PQexitPipelineMode(connection_.get()) != 1) {
    lost_ = true;
  }
  return answer;
}

// A statement is called by its address, which is its own.
bool Connection::Prepare(const Command& command) {
  const std::string name = absl::StrCat(absl::Hex(reinterpret_cast<uintptr_t>(&command.statement)));
  const Parameters& parameters = command.parameters;
  return PQsendPrepare(connection_.get(), name.c_str(), command.statement.sql, parameters.count(),
                       parameters.types().data()) == 1;
}

bool Connection::SendOne(const Command& command) {
  constexpr int kBinary = 1;
  const std::string name = absl::StrCat(absl::Hex(reinterpret_cast<uintptr_t>(&command.statement)));
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& value : command.parameters.values()) {
    values.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  const std::vector<int> formats(values.size(), kBinary);
  return PQsendQueryPrepared(connection_.get(), name.c_str(), command.parameters.count(),
                             values.data(), lengths.data(), formats.data(), kBinary) == 1;
}

bool Connection::Send(const std::vector<Command>& commands, std::vector<Sent>& sent) {
  absl::flat_hash_set<const Statement*> preparing;
  for (const Command& command : commands) {
    const Statement* statement = &command.statement;
    if (!prepared_.contains(statement) && preparing.insert(statement).second) {
      if (!Prepare(command)) return false;
      sent.push_back({statement, true});
    }
    if (!SendOne(command)) return false;
    sent.push_back({statement, false});
  }
  return PQpipelineSync(connection_.get()) == 1;
}

absl::Status Connection::ReceiveOne(const Sent& sent, Clock::time_point end, Answer& answer) {
  ASSIGN_OR_RETURN(ResultPtr result, Next(end));
  // Each statement's results are closed by none.
  for (bool more = result != nullptr; more;) {
    ASSIGN_OR_RETURN(const ResultPtr closing, Next(end));
    more = closing != nullptr;
  }
  const ExecStatusType status =
      result == nullptr ? PGRES_FATAL_ERROR : PQresultStatus(result.get());
  if (status == PGRES_PIPELINE_ABORTED) return absl::OkStatus();
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    sent.prepares ? void(prepared_.insert(sent.statement))
                  : void(answer.results.emplace_back(result.release()));
    return absl::OkStatus();
  }
  if (result == nullptr) return Lost();
  const absl::Status error = ErrorOf(result.get());
  if (EndsSession(result.get())) return error;
  answer.ending = Answer::Ending::kRefused;
  answer.status.Update(error);
  return absl::OkStatus();
}

void Connection::Receive(const std::vector<Sent>& sent, Answer& answer) {
  const Clock::time_point end = Clock::now() + absl::ToChronoNanoseconds(settings_.answer_time);
  absl::Status cut;
  for (const Sent& one : sent) {
    if (cut.ok()) cut = ReceiveOne(one, end, answer);
  }
  if (cut.ok()) cut = Next(end).status();  // the end of the trip
  if (cut.ok()) return;
  answer.ending = Answer::Ending::kCut;
  answer.status = cut;
}

}  // namespace taqvim::storage::postgres
