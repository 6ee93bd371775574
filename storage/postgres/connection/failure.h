// What an error of PostgreSQL means to a store.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace taqvim::storage::postgres {

// By what is to be done about it. docs/decisions/0069-the-journal-on-postgresql.md has the table.
enum class PostgresFailure {
  kRunAgain,        // another transaction was in the way: run again at once
  kDisagrees,       // a constraint refused what memory allowed: memory and tables differ
  kHeadMoved,       // others have written since
  kOutOfDate,       // the schema's epoch was raised: this server is too old to write
  kSessionOver,     // the server's session was ended: what was on its way is not done any more
  kConnection,      // the connection was lost, refused, or late; connect anew
  kNotPrimary,      // it is a standby, or was the primary; connect anew, to the primary
  kTimeout,         // waited too long for a lock or a statement
  kFull,            // no disk, no memory or no connection is left
  kDamage,          // what is stored is damaged, or cannot be read
  kSetUp,           // the schema, the database or the login is not as it should be
  kLostStatements,  // prepared statements are gone or out of date; connect anew and run again
  kOther,
};

// That of a status which ErrorOfPostgres made; kOther of another.
PostgresFailure FailureOf(const absl::Status& status);

// Whether the connection is of no use any more after that.
bool EndsConnection(PostgresFailure failure);

// A status for an error with that SQLSTATE: DATA_LOSS for damage, FAILED_PRECONDITION where
// somebody has to see to the database first, else UNAVAILABLE. Its text says what the server said.
absl::Status ErrorOfPostgres(std::string_view sql_state, std::string_view message);

// The same for a connection that was lost, or an answer that did not come in time.
absl::Status ConnectionLost(std::string_view why);

}  // namespace taqvim::storage::postgres
