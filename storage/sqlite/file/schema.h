// Schema of a data file: its tables, and migration to the newest version.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"

namespace taqvim::storage {

// Prepares the writer's connection: makes the tables of an empty file, migrates an
// older file, in one transaction, when a copy of it is on disk (CopyBeforeMigration) and the
// notice is given; then switches to the write-ahead log, recovers it and empties it. An older
// file that could not be copied or migrated is as it was. FAILED_PRECONDITION for files that are
// not ours or newer, which stay untouched; PERMISSION_DENIED for a read-only file; NOT_FOUND for an
// empty one without `options.create`.
absl::Status PrepareDataFile(Connection& connection, const SqliteOptions& options);

// The id of a new store, of a random number.
std::string NewStoreId(uint64_t random);

// Makes the tables of an empty file, of a store with that id, and nothing else.
absl::Status MakeTables(Connection& connection, const std::string& store_id);

// Makes the empty tables and indexes of a schema, without its identity: what a file of that
// version, from 1 to kSchemaVersion, is held against.
absl::Status MakeTablesOfVersion(Connection& connection, int64_t version);

}  // namespace taqvim::storage
