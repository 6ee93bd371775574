#include "storage/sqlite/audit/mend.h"

#include <memory>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/data_lock.h"

namespace taqvim::storage {
namespace {

constexpr char kNewest[] = "SELECT max(revision) FROM log";

absl::Status WrittenSince(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("A server has written to ", path,
                   " since it was checked, so nothing was repaired; stop the server, then run it "
                   "again."));
}

class Mender {
 public:
  explicit Mender(Connection& connection) : connection_(connection) {}

  // In a transaction.
  absl::Status Run(const Mending& mending);

 private:
  template <class... Values>
  absl::Status Do(std::string_view sql, const Values&... values) {
    absl::Status status;
    Statement statement(connection_, sql, status);
    if (!status.ok()) return status;
    Query query(statement);
    (Bind(query, values), ...);
    return query.Run();
  }
  static void Bind(Query& query, int64_t value) { query.Bind(value); }
  static void Bind(Query& query, Kind kind) { query.Bind(static_cast<int64_t>(kind)); }
  // Bodies are blobs and names texts, in a table that is strict about it.
  static void Bind(Query& query, const std::string& text) { query.BindText(text); }
  struct Bytes {
    const std::string& bytes;
  };
  static void Bind(Query& query, const Bytes& blob) { query.BindBlob(blob.bytes); }

  absl::Status MendRows(const Mending& mending);
  absl::Status MendLog(const Mending& mending);

  Connection& connection_;
};

absl::Status Mender::MendRows(const Mending& mending) {
  for (ResourceId id : mending.links) {
    RETURN_IF_ERROR(Do("UPDATE resource SET links = x'' WHERE id = ?", id));
  }
  for (ResourceId id : mending.claims) {
    RETURN_IF_ERROR(Do("UPDATE resource SET claims = x'' WHERE id = ?", id));
  }
  if (mending.flags) RETURN_IF_ERROR(Do("UPDATE resource SET archived = (archived <> 0)"));
  for (const auto& [id, revision] : mending.written_by) {
    RETURN_IF_ERROR(Do("UPDATE resource SET revision = ? WHERE id = ?", revision, id));
  }
  for (const Mending::Body& body : mending.bodies) {
    RETURN_IF_ERROR(Do("UPDATE resource SET body = ?, revision = ? WHERE id = ?", Bytes{body.bytes},
                       body.revision, body.id));
  }
  if (!mending.next_id.has_value()) return absl::OkStatus();
  return Do("UPDATE meta SET value = ? WHERE key = 'next_id'", *mending.next_id);
}

absl::Status Mender::MendLog(const Mending& mending) {
  for (const auto& [kind, name, revision] : mending.no_deletions) {
    RETURN_IF_ERROR(Do("DELETE FROM deletion WHERE kind = ? AND name = ? AND revision = ?", kind,
                       name, revision));
  }
  for (const auto& [kind, name, revision] : mending.deletions) {
    RETURN_IF_ERROR(Do("INSERT OR IGNORE INTO deletion VALUES(?, ?, ?)", kind, name, revision));
  }
  for (const auto& [revision, part] : mending.parts) {
    RETURN_IF_ERROR(Do("DELETE FROM log_part WHERE revision = ? AND part = ?", revision, part));
  }
  return absl::OkStatus();
}

// Indexes first: what is looked for in the others is looked up by them.
absl::Status Mender::Run(const Mending& mending) {
  for (const std::string& index : mending.indexes) RETURN_IF_ERROR(Do(index));
  if (mending.reindex) RETURN_IF_ERROR(Do("REINDEX"));
  RETURN_IF_ERROR(MendRows(mending));
  return MendLog(mending);
}

}  // namespace

absl::Status MendFile(const std::string& path, const Mending& mending) {
  if (mending.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto lock, DataLock::Acquire(path, /*create=*/false));
  ASSIGN_OR_RETURN(auto connection, Connection::Open(path, "", Connection::Mode::kReadWrite));
  connection->CheckpointOnClose(true);
  RETURN_IF_ERROR(connection->Execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE"));
  const bool same = connection->QueryInt(kNewest).value_or(0) == mending.newest_revision;
  absl::Status status = same ? Mender(*connection).Run(mending) : WrittenSince(path);
  if (status.ok()) status = connection->Execute("COMMIT");
  // The first error is the one to report.
  if (connection->in_transaction()) connection->Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace taqvim::storage
