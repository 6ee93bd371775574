#include "storage/sqlite/file/schema.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/copy_file.h"
#include "storage/sqlite/file/data_file.h"

namespace taqvim::storage {
namespace {

// A booking is two rows, appended to the end of every tree: ids and revisions
// grow. What a resource refers to and claims stands in its row; what is searched
// by other things than ids and revisions is found in memory: names (NameIndex),
// requests (RequestIndex), claims by atom (ClaimIndex), links by target
// (LinkIndex), what is due (DueIndex), and what else resources are searched by
// (FacetIndex).
constexpr char kVersion1[] = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE resource(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  archived INTEGER NOT NULL,
  -- When something is to be done about it by itself; 0 for never.
  due INTEGER NOT NULL,
  -- The revision that last wrote the body: where its history is walked back from.
  revision INTEGER NOT NULL,
  -- StoredLinks, with the facets, and StoredClaims of log.proto. All columns but the body are read
  -- at the start, and stand before it.
  links BLOB NOT NULL,
  claims BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
-- Lists of the rarer kinds, those under a prefix too; events are listed by id alone.
CREATE UNIQUE INDEX resource_name ON resource(kind, name) WHERE kind <> 16;
CREATE INDEX resource_rare ON resource(kind, id) WHERE kind <> 16;

CREATE TABLE log(
  revision INTEGER PRIMARY KEY,
  nonce INTEGER NOT NULL,
  time INTEGER NOT NULL,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  changes BLOB NOT NULL,
  -- Of the request, where it has an id: the hash, and the answer as a
  -- StoredAnswer of log.proto.
  request_hash BLOB NOT NULL,
  answer BLOB NOT NULL
) STRICT;
)sql";

// What follows the row of a revision in parts: LogChanges of log.proto, from the
// resource `first` on. And what was deleted, and by which revision: where the history of
// what is gone is walked back from. No booking writes that; what was deleted by servers of
// earlier versions is not in it. Parts are of a mebibyte each, so their table has an index of
// its own: in a tree of keys, SQLite reads whatever it compares as a whole.
constexpr char kVersion3[] = R"sql(
CREATE TABLE log_part(
  revision INTEGER NOT NULL,
  part INTEGER NOT NULL,
  first INTEGER NOT NULL,
  changes BLOB NOT NULL,
  PRIMARY KEY(revision, part)
) STRICT;
CREATE TABLE deletion(
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (kind, name, revision)
) STRICT, WITHOUT ROWID;
-- Trimmed with the log.
CREATE INDEX deletion_revision ON deletion(revision);
)sql";

// What a revision left in the rows that it wrote: WrittenRows of log.proto, with which a backup
// can be brought to any revision (docs/decisions/0061-backups.md). Revisions of earlier
// versions have none; a backup begins after them.
constexpr char kVersion4[] = "ALTER TABLE log ADD COLUMN rows BLOB NOT NULL DEFAULT x''";

// Version 2 has the tables of version 1, whose servers know nothing of facets and
// would lose them.
absl::Status Migrate(Connection& connection, int64_t from, const std::string& store_id) {
  if (from < 1) {
    RETURN_IF_ERROR(connection.Execute(kVersion1));
    absl::Status status;
    Statement meta(connection, "INSERT INTO meta VALUES('store_id', ?), ('next_id', 1)", status);
    RETURN_IF_ERROR(status);
    RETURN_IF_ERROR(Query(meta).BindText(store_id).Run());
  }
  if (from < 3) RETURN_IF_ERROR(connection.Execute(kVersion3));
  return from < 4 ? connection.Execute(kVersion4) : absl::OkStatus();
}

absl::Status StampIdentity(Connection& connection) {
  std::string stamp = absl::StrCat("PRAGMA application_id = ", kApplicationId,
                                   "; PRAGMA user_version = ", kSchemaVersion);
  return connection.Execute(stamp.c_str());
}

// One transaction from whatever version the file has to the newest.
absl::Status BringForward(Connection& connection, int64_t from, const std::string& store_id) {
  // Setting the vacuum mode of an empty file writes it; that must not be seen
  // without the tables and the identity. The transaction is deferred, because
  // once it writes the mode is fixed.
  absl::Status status = connection.Execute("BEGIN; PRAGMA auto_vacuum = INCREMENTAL");
  if (status.ok()) status = Migrate(connection, from, store_id);
  if (status.ok()) status = StampIdentity(connection);
  if (status.ok()) status = connection.Execute("COMMIT");
  if (!status.ok() && connection.in_transaction()) {
    // The first error is the one to report.
    connection.Execute("ROLLBACK").IgnoreError();
  }
  return status;
}

// Keeps an older file as it is, for whoever wants to go back.
absl::Status KeepBefore(Connection& connection, const SqliteOptions& options, int64_t from) {
  const std::string copy = CopyBeforeMigration(options.path);
  const absl::Status kept = CopyDatabase(connection, copy, options.vfs);
  if (!kept.ok()) {
    return absl::Status(kept.code(),
                        absl::StrCat("The data file ", options.path, " has schema ", from,
                                     " and was not brought forward to ", kSchemaVersion,
                                     ", since it could not be copied before: ", kept.message()));
  }
  if (options.notice) {
    options.notice(absl::StrCat("The data file ", options.path, " is brought from schema ", from,
                                " to ", kSchemaVersion, ". It is kept as it was in ", copy,
                                ": to go back, stop this server, put that in its place and start "
                                "the server of before."));
  }
  return absl::OkStatus();
}

// The version of the file's schema; 0 for an empty file.
absl::StatusOr<int64_t> Identify(Connection& connection, const std::string& path) {
  absl::StatusOr<int64_t> pages = connection.QueryInt("PRAGMA page_count");
  if (!pages.ok() || *pages == 0) return pages;
  absl::StatusOr<int64_t> application = connection.QueryInt("PRAGMA application_id");
  if (!application.ok()) return application;
  absl::StatusOr<int64_t> version = connection.QueryInt("PRAGMA user_version");
  if (!version.ok()) return version;
  RETURN_IF_ERROR(CheckIdentity(path, *application, *version));
  return version;
}

}  // namespace

std::string NewStoreId(uint64_t random) { return absl::StrFormat("%016x", random); }

absl::Status MakeTables(Connection& connection, const std::string& store_id) {
  return BringForward(connection, 0, store_id);
}

absl::Status MakeTablesOfVersion(Connection& connection, int64_t version) {
  RETURN_IF_ERROR(connection.Execute(kVersion1));
  if (version >= 3) RETURN_IF_ERROR(connection.Execute(kVersion3));
  return version >= 4 ? connection.Execute(kVersion4) : absl::OkStatus();
}

absl::Status PrepareDataFile(Connection& connection, const SqliteOptions& options) {
  if (connection.read_only()) {
    return absl::PermissionDeniedError(absl::StrCat(
        "The data file ", options.path, " is read-only; give this user permission to write it."));
  }
  absl::StatusOr<int64_t> version = Identify(connection, options.path);
  if (!version.ok()) return version.status();
  if (*version == 0 && !options.create) return EmptyDataFile(options.path);
  if (*version > 0 && *version < kSchemaVersion && options.copy_before_migration) {
    RETURN_IF_ERROR(KeepBefore(connection, options, *version));
  }
  if (*version < kSchemaVersion) {
    RETURN_IF_ERROR(BringForward(connection, *version, NewStoreId(options.env.random())));
  }
  return connection.Execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA secure_delete = OFF; PRAGMA cache_size = -65536; PRAGMA cache_spill = OFF;"
      "PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace taqvim::storage
