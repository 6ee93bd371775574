#include "storage/sqlite/tables/table_writer.h"

#include <cstring>
#include <string>
#include <string_view>

namespace taqvim::storage {
namespace {

std::string_view BytesOf(const std::array<uint64_t, 2>& hash) {
  return {reinterpret_cast<const char*>(hash.data()), sizeof(hash)};
}

}  // namespace

TableWriter::TableWriter(Connection& connection, absl::Status& status)
    : connection_(connection),
      begin_(connection, "BEGIN IMMEDIATE", status),
      commit_(connection, "COMMIT", status),
      rollback_(connection, "ROLLBACK", status),
      insert_resource_(connection, "INSERT INTO resource VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       status),
      update_resource_(connection,
                       "UPDATE resource SET archived = ?, due = ?, revision = ?, links = ?, claims "
                       "= ?, body = ? "
                       "WHERE id = ?",
                       status),
      delete_resource_(connection, "DELETE FROM resource WHERE id = ?", status),
      insert_deletion_(connection, "INSERT INTO deletion VALUES(?, ?, ?)", status),
      insert_log_(connection, "INSERT INTO log VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", status),
      insert_log_part_(connection, "INSERT INTO log_part VALUES(?, ?, ?, ?)", status),
      set_next_id_(connection, "UPDATE meta SET value = ? WHERE key = 'next_id'", status),
      find_request_(connection,
                    "SELECT principal, request_id, request_hash, revision, nonce, changes, answer "
                    "FROM log WHERE revision = ?",
                    status),
      data_version_(connection, "PRAGMA data_version", status) {}

absl::StatusOr<std::unique_ptr<TableWriter>> TableWriter::Create(Connection& connection) {
  absl::Status status;
  std::unique_ptr<TableWriter> writer(new TableWriter(connection, status));
  if (!status.ok()) return status;
  return writer;
}

absl::StatusOr<int64_t> TableWriter::DataVersion() {
  Query query(data_version_);
  const int64_t version = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return version;
}

int TableWriter::Commit() {
  Query query(commit_);
  query.Next();
  return query.code() == SQLITE_DONE ? SQLITE_OK : query.code();
}

void TableWriter::Rollback() {
  if (!connection_.in_transaction()) return;
  // An error here leaves nothing to do: the transaction was never committed.
  Query(rollback_).Run().IgnoreError();
}

absl::Status TableWriter::InsertResource(const RowWrite& row) {
  const Resource& resource = *row.resource;
  return Query(insert_resource_)
      .Bind(resource.id)
      .Bind(static_cast<int64_t>(resource.kind))
      .BindText(resource.name)
      .Bind(resource.archived ? 1 : 0)
      .Bind(row.ties->due)
      .Bind(row.body_revision)
      .BindBlob(row.links)
      .BindBlob(row.claims)
      .BindBlob(resource.body)
      .Run();
}

absl::Status TableWriter::UpdateResource(const RowWrite& row) {
  const Resource& resource = *row.resource;
  return Query(update_resource_)
      .Bind(resource.archived ? 1 : 0)
      .Bind(row.ties->due)
      .Bind(row.body_revision)
      .BindBlob(row.links)
      .BindBlob(row.claims)
      .BindBlob(resource.body)
      .Bind(resource.id)
      .Run();
}

absl::Status TableWriter::DeleteResource(ResourceId id) {
  return Query(delete_resource_).Bind(id).Run();
}

absl::Status TableWriter::InsertDeletion(const Resource& resource, int64_t revision) {
  return Query(insert_deletion_)
      .Bind(static_cast<int64_t>(resource.kind))
      .BindText(resource.name)
      .Bind(revision)
      .Run();
}

absl::Status TableWriter::InsertLog(const RevisionWrite& row) {
  const bool request = !row.options.request_id.empty();
  return Query(insert_log_)
      .Bind(row.revision.number)
      .Bind(static_cast<int64_t>(row.revision.nonce))
      .Bind(absl::ToUnixMicros(row.time))
      .BindText(row.options.principal)
      .BindText(row.options.request_id)
      .BindText(row.options.method)
      .BindBlob(row.changes)
      .BindBlob(request ? BytesOf(row.options.request_hash) : "")
      .BindBlob(row.answer)
      .BindBlob(row.written)
      .Run();
}

absl::Status TableWriter::InsertLogPart(int64_t revision, int part, const LogPart& changes) {
  return Query(insert_log_part_)
      .Bind(revision)
      .Bind(part)
      .Bind(changes.first)
      .BindBlob(changes.changes)
      .Run();
}

absl::Status TableWriter::SetNextId(ResourceId id) { return Query(set_next_id_).Bind(id).Run(); }

absl::StatusOr<std::optional<AnsweredRequest>> TableWriter::FindRequest(int64_t revision) {
  Query query(find_request_);
  query.Bind(revision);
  const bool found = query.Next();
  if (!query.status().ok()) return query.status();
  if (!found || query.Bytes(1).empty()) return std::nullopt;
  AnsweredRequest request{.caller = std::string(query.Bytes(0)),
                          .id = std::string(query.Bytes(1)),
                          .hash = {},
                          .revision = {query.Int(3), static_cast<uint64_t>(query.Int(4))},
                          .changes = std::string(query.Bytes(5)),
                          .answer = std::string(query.Bytes(6))};
  std::string_view hash = query.Bytes(2);
  if (hash.size() != sizeof(request.hash)) {
    return absl::DataLossError("The data file is damaged (a request's hash); restore a backup.");
  }
  std::memcpy(request.hash.data(), hash.data(), hash.size());
  return request;
}

}  // namespace taqvim::storage
