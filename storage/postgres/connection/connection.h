// `Connection`: one session with a PostgreSQL server, on which statements are sent together.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres/connection/connection_settings.h"
#include "storage/postgres/connection/parameters.h"
#include "storage/postgres/connection/result.h"

namespace taqvim::storage::postgres {

// What is prepared once a connection, when it is first sent. Lives as long as all connections,
// and is always given parameters of the same types.
struct Statement {
  const char* sql;
};

// For one thread at a time. Nothing waits longer than the settings say.
//
// Statements are sent together in a *trip*: the server answers them in order, and does none that
// follows one that it refused (libpq's pipeline mode). Neither side waits for the other to read,
// so that no amount of parameters blocks both.
class Connection {
 public:
  // UNAVAILABLE: nobody answers in time, or not as the primary. INVALID_ARGUMENT and
  // FAILED_PRECONDITION: the settings, or the login, are wrong.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionSettings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  struct Command {
    const Statement& statement;
    Parameters parameters;
  };
  struct Answer {
    enum class Ending {
      kDone,     // the server has done all
      kRefused,  // it refused a statement, the one after `results`; that and what follows is not
                 // done
      kUnsent,   // not all reached the connection: what needs the last statement is not done
      kCut,      // the connection was lost, or the answer did not come in time: any of what was
                 // sent may be done, now or later
    };
    Ending ending = Ending::kDone;
    absl::Status status;  // OK: all is done
    std::vector<Result> results;
    // The texts of the warnings that came with it.
    std::vector<std::string> warnings;
  };
  // Sends the commands and waits for what becomes of them. After kUnsent and kCut the connection
  // is of no use any more. Outside of a transaction they are one.
  Answer Run(const std::vector<Command>& commands);
  // The same for one command.
  absl::StatusOr<Result> Ask(const Statement& statement, const Parameters& parameters);
  // Statements without parameters, which are not prepared.
  absl::Status Execute(const std::string& sql);

  // Whether it can be used. That it can does not mean that the server is still there.
  bool alive() const { return !lost_; }
  bool in_transaction() const;
  // Ends the open transaction, if there is one.
  absl::Status Rollback();
  // By which PostgreSQL knows it, as in pg_stat_activity.
  int backend() const { return PQbackendPID(connection_.get()); }

 private:
  using Clock = std::chrono::steady_clock;
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using ResultPtr = std::unique_ptr<PGresult, Clear>;

  Connection(const ConnectionSettings& settings, PGconn* connection);

  absl::Status Finished(Clock::time_point end);
  absl::Status SetUp();
  // Hands the commands to libpq, with what prepares those that are not; false when it does not
  // take them all. `sent` are the statements to be prepared (true) and to be run (false).
  struct Sent {
    const Statement* statement;
    bool prepares;
  };
  bool Send(const std::vector<Command>& commands, std::vector<Sent>& sent);
  bool Prepare(const Command& command);
  bool SendOne(const Command& command);
  // Takes the results of what was sent, up to the end of the trip.
  void Receive(const std::vector<Sent>& sent, Answer& answer);
  // The result of one statement, into the answer.
  absl::Status ReceiveOne(const Sent& sent, Clock::time_point end, Answer& answer);
  // The next result, nullptr at the end of a statement's. An error when the connection is cut.
  absl::StatusOr<ResultPtr> Next(Clock::time_point end);
  // Waits until the socket has something for libpq, or takes something from it.
  absl::Status Wait(bool writes, Clock::time_point end);
  absl::Status Lost() const;
  static void TakeNotice(void* connection, const PGresult* notice);

  const ConnectionSettings settings_;
  const std::unique_ptr<PGconn, Finish> connection_;
  // Those that are prepared.
  absl::flat_hash_set<const Statement*> prepared_;
  bool lost_ = false;
  std::vector<std::string> warnings_;
};

}  // namespace taqvim::storage::postgres
