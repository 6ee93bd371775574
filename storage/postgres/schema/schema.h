// Schema of a store on PostgreSQL: its tables, and whether a database is fit for it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres/connection/connection.h"

namespace taqvim::storage::postgres {

// The version of the tables that this program reads and writes.
inline constexpr int64_t kPostgresSchema = 1;

// Makes the tables of a store with that id, in the schema that the connection's settings name,
// all of them or none. The connection's user becomes their owner. `runtime_role`, unless it is
// empty, may read and write them and change nothing about them: servers log in as that.
// ALREADY_EXISTS when there is such a schema. FAILED_PRECONDITION where the user may not.
absl::Status MakeSchema(Connection& connection, const std::string& schema,
                        const std::string& store_id, const std::string& runtime_role = "");

// What a server has to know of it.
struct SchemaIdentity {
  std::string store_id;
  // With which it proves that it is not too old to write. Raised by what changes the tables so
  // that older servers would do harm: their next commit is refused.
  int64_t epoch = 0;
};

// Looks whether a server can serve from it. NOT_FOUND: it is not made. FAILED_PRECONDITION, with
// what to do: it is of another program, or an older or newer version; the server of the database is
// too old, a standby or read-only, or would lose what it has committed (fsync, full_page_writes,
// synchronous_commit); the database is not in UTF-8.
absl::StatusOr<SchemaIdentity> CheckSchema(Connection& connection, const std::string& schema);

}  // namespace taqvim::storage::postgres
