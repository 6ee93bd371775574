#include "storage/sqlite/table_writer.h"

#include <cstring>

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
      insert_resource_(connection, "INSERT INTO resource VALUES(?, ?, ?, ?, ?)", status),
      update_resource_(connection, "UPDATE resource SET archived = ?, body = ? WHERE id = ?",
                       status),
      delete_resource_(connection, "DELETE FROM resource WHERE id = ?", status),
      insert_link_(connection, "INSERT INTO link VALUES(?, ?, ?)", status),
      delete_link_(connection, "DELETE FROM link WHERE source = ? AND role = ? AND target = ?",
                   status),
      next_seq_(connection, "SELECT coalesce(max(seq), -1) + 1 FROM claim WHERE owner = ?", status),
      insert_claim_(connection, "INSERT INTO claim VALUES(?, ?, ?, ?, ?, ?, ?, ?)", status),
      delete_claims_(connection, "DELETE FROM claim WHERE owner = ?", status),
      insert_log_(connection, "INSERT INTO log VALUES(?, ?, ?, ?, ?, ?, ?)", status),
      insert_request_(connection, "INSERT INTO request VALUES(?, ?, ?, ?, ?, ?, ?)", status),
      delete_requests_(connection, "DELETE FROM request WHERE revision <= ?", status),
      set_next_id_(connection, "UPDATE meta SET value = ? WHERE key = 'next_id'", status),
      find_request_(connection,
                    "SELECT caller, id, hash, revision, nonce, answer FROM request "
                    "WHERE revision = ?",
                    status) {}

absl::StatusOr<std::unique_ptr<TableWriter>> TableWriter::Create(Connection& connection) {
  absl::Status status;
  std::unique_ptr<TableWriter> writer(new TableWriter(connection, status));
  if (!status.ok()) return status;
  return writer;
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

absl::Status TableWriter::InsertResource(const Resource& resource) {
  return Query(insert_resource_)
      .Bind(resource.id)
      .Bind(static_cast<int64_t>(resource.kind))
      .BindText(resource.name)
      .Bind(resource.archived ? 1 : 0)
      .BindBlob(resource.body)
      .Run();
}

absl::Status TableWriter::UpdateResource(const Resource& resource) {
  return Query(update_resource_)
      .Bind(resource.archived ? 1 : 0)
      .BindBlob(resource.body)
      .Bind(resource.id)
      .Run();
}

absl::Status TableWriter::DeleteResource(ResourceId id) {
  return Query(delete_resource_).Bind(id).Run();
}

absl::Status TableWriter::InsertLink(ResourceId source, const Link& link) {
  return Query(insert_link_)
      .Bind(source)
      .Bind(static_cast<int64_t>(link.role))
      .Bind(link.target)
      .Run();
}

absl::Status TableWriter::DeleteLink(ResourceId source, const Link& link) {
  return Query(delete_link_)
      .Bind(source)
      .Bind(static_cast<int64_t>(link.role))
      .Bind(link.target)
      .Run();
}

absl::StatusOr<int64_t> TableWriter::NextSeq(ResourceId owner) {
  Query query(next_seq_);
  query.Bind(owner);
  if (query.Next()) return query.Int(0);
  return query.status();
}

absl::Status TableWriter::InsertClaim(int64_t seq, const Claim& claim) {
  return Query(insert_claim_)
      .Bind(claim.owner)
      .Bind(seq)
      .Bind(claim.atom)
      .Bind(claim.interval.start)
      .Bind(claim.interval.end)
      .Bind(claim.host)
      .Bind(static_cast<int64_t>(claim.kind))
      .Bind(claim.booking)
      .Run();
}

absl::Status TableWriter::DeleteClaimsOf(ResourceId owner) {
  return Query(delete_claims_).Bind(owner).Run();
}

absl::Status TableWriter::InsertLog(const LogRow& row) {
  return Query(insert_log_)
      .Bind(row.revision.number)
      .Bind(static_cast<int64_t>(row.revision.nonce))
      .Bind(absl::ToUnixMicros(row.time))
      .BindText(row.options.principal)
      .BindText(row.options.request_id)
      .BindText(row.options.method)
      .BindBlob(row.changes)
      .Run();
}

absl::Status TableWriter::InsertRequest(const LogRow& row, std::string_view answer) {
  return Query(insert_request_)
      .Bind(row.revision.number)
      .Bind(static_cast<int64_t>(row.revision.nonce))
      .Bind(absl::ToUnixMicros(row.time))
      .BindText(row.options.principal)
      .BindText(row.options.request_id)
      .BindBlob(BytesOf(row.options.request_hash))
      .BindBlob(answer)
      .Run();
}

absl::Status TableWriter::DeleteRequestsThrough(int64_t revision) {
  return Query(delete_requests_).Bind(revision).Run();
}

absl::Status TableWriter::SetNextId(ResourceId id) { return Query(set_next_id_).Bind(id).Run(); }

absl::StatusOr<std::optional<StoredRequest>> TableWriter::FindRequest(int64_t revision) {
  Query query(find_request_);
  query.Bind(revision);
  if (!query.Next()) {
    if (!query.status().ok()) return query.status();
    return std::nullopt;
  }
  StoredRequest request{.caller = std::string(query.Bytes(0)),
                        .id = std::string(query.Bytes(1)),
                        .hash = {},
                        .revision = {query.Int(3), static_cast<uint64_t>(query.Int(4))},
                        .answer = std::string(query.Bytes(5))};
  std::string_view hash = query.Bytes(2);
  if (hash.size() != sizeof(request.hash)) {
    return absl::DataLossError("The data file is damaged (a request's hash); restore a backup.");
  }
  std::memcpy(request.hash.data(), hash.data(), hash.size());
  return request;
}

}  // namespace taqvim::storage
