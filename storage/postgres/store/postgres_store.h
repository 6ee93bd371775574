// Store on a PostgreSQL database, for one of the servers that have it open.
//
// Each server has all but the bodies of resources in memory, follows the log of the database for
// what others write, and writes in groups, each of which is one transaction. See
// docs/decisions/0069-the-journal-on-postgresql.md.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "storage/manual_store.h"
#include "storage/postgres/store/postgres_options.h"
#include "storage/store.h"

namespace taqvim::storage {

// Connects, loads the memory and starts the threads. UNAVAILABLE: nobody answers there. NOT_FOUND:
// the tables are not made. FAILED_PRECONDITION: they are of another program or version, or the
// database is not fit for a store. INVALID_ARGUMENT: the settings are wrong. DATA_LOSS: the
// database is damaged.
absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(PostgresOptions options);

// The same without threads. Takes in what others have written where RunPendingWrites finds no
// write that waits, and where a read sees it.
absl::StatusOr<std::unique_ptr<ManualStore>> OpenManualPostgresStore(PostgresOptions options);

}  // namespace taqvim::storage
