// `ServerSession`: a server's place at a database, which it connects to anew as often as it must.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/log/head.h"
#include "storage/postgres/connection/connection.h"
#include "storage/postgres/schema/schema.h"
#include "storage/revision.h"

namespace taqvim::storage::postgres {

// The statements that begin and end what a server writes. The lock is taken by a statement of its
// own: what follows it sees all that was committed before.
extern const Statement kBegin;
extern const Statement kLock;
extern const Statement kCommit;

// Has one connection, on which the server writes, and its *session*: a number in the database that
// each of its transactions proves is still the newest (at_head). So what was sent on a connection
// that was lost can be kept from being done later. For one thread at a time.
class ServerSession {
 public:
  // Connects, looks whether the database is fit, and begins a session. `server` is a name that no
  // other has. As CheckSchema and Connection::Open.
  static absl::StatusOr<std::unique_ptr<ServerSession>> Begin(const ConnectionSettings& settings,
                                                              std::string server, Head& head);
  // Ends the session, if the database can be asked.
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  // The connection, a new one where the last was lost. Fails the head, when the database has
  // become another store's, or one that this program may not write any more.
  absl::StatusOr<Connection*> connection();
  // Lets go of it, so that the next is new.
  void Drop() { connection_.reset(); }
  // Runs what may be run twice: on a new connection where it finds the last one lost.
  Connection::Answer RunAgainIfLost(const std::vector<Connection::Command>& commands);
  // Whether the connection has an open transaction, and the end of that. What cannot be told to end
  // is ended with its connection.
  bool in_transaction() const { return connection_ != nullptr && connection_->in_transaction(); }
  void Rollback();

  const std::string& store_id() const { return identity_.store_id; }
  // The command that refuses unless that is the newest revision, and all else is as it was.
  Connection::Command AtHead(const Revision& newest) const;

  // On a new connection, and under the lock: whether the log has that revision. Begins a new
  // session with it, so that if it has not, it never will by what this server sent before. An
  // error: it is not known, and may be asked again.
  absl::StatusOr<bool> HasForGood(const Revision& revision);

 private:
  ServerSession(const ConnectionSettings& settings, std::string server, Head& head)
      : settings_(settings), server_(std::move(server)), head_(head) {}

  absl::Status BeginFirst();
  absl::Status CheckIdentity(const SchemaIdentity& identity);

  const ConnectionSettings settings_;
  const std::string server_;
  Head& head_;
  SchemaIdentity identity_;
  int64_t number_ = 0;
  std::unique_ptr<Connection> connection_;
};

}  // namespace taqvim::storage::postgres
