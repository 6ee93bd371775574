#include "storage/sqlite/audit/stored_rows.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "storage/engine/bytes/ties.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {
namespace {

constexpr char kAfter[] =
    "SELECT id, kind, name, archived, due, links, claims, body FROM resource WHERE id > ? "
    "ORDER BY id LIMIT ?";

// A connection and its statement, which the function that is returned owns.
struct Rows {
  explicit Rows(std::unique_ptr<Connection> opened, absl::Status& status)
      : connection(std::move(opened)), after(*connection, kAfter, status) {}

  std::unique_ptr<Connection> connection;
  Statement after;
};

absl::StatusOr<StoredRow> ReadRow(const Query& query) {
  StoredRow row;
  row.resource = {.id = query.Int(0),
                  .kind = static_cast<Kind>(query.Int(1)),
                  .name = std::string(query.Bytes(2)),
                  .body = std::string(query.Bytes(7)),
                  .archived = query.Int(3) != 0,
                  .due = query.Int(4)};
  RETURN_IF_ERROR(DecodeLinks(query.Bytes(5), row.links, row.facets));
  ASSIGN_OR_RETURN(row.claims, DecodeClaims(row.resource.id, query.Bytes(6)));
  return row;
}

}  // namespace

absl::StatusOr<RowsAfter> RowsOf(const std::string& path) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(path, "", Connection::Mode::kReadOnly));
  absl::Status status;
  auto rows = std::make_shared<Rows>(std::move(connection), status);
  RETURN_IF_ERROR(status);
  return [rows](ResourceId after, int limit) -> absl::StatusOr<std::vector<StoredRow>> {
    std::vector<StoredRow> read;
    Query query(rows->after);
    query.Bind(after).Bind(std::max(limit, 0));
    while (query.Next()) {
      ASSIGN_OR_RETURN(read.emplace_back(), ReadRow(query));
    }
    RETURN_IF_ERROR(query.status());
    return read;
  };
}

}  // namespace taqvim::storage
