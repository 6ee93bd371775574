#include "storage/postgres/journal/state_loader.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/index/request_index.h"
#include "storage/postgres/tables/stored_row.h"
#include "storage/postgres/tables/table_reader.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kBeginLoad{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Statement kKnownRows{
    "SELECT id, kind, name, due, links, claims FROM resource WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr Statement kRequests{
    "SELECT revision, time, principal, request_id FROM log WHERE revision < $1"
    " AND request_id <> '' ORDER BY revision DESC LIMIT $2"};
// So many rows are read at once.
constexpr int kRowsAtOnce = 5000;

absl::Status DamagedState() {
  return absl::DataLossError(
      "The database is damaged (where its numbers go on); restore it from a backup.");
}

absl::Status LoadPosition(Connection& connection, Memory& memory) {
  ASSIGN_OR_RETURN(const Result row, connection.Ask(kNewestRow, {}));
  const JournalReader::Newest newest = ReadNewest(row);
  // Row 0 is made with the tables.
  if (row.rows() == 0 || newest.revision.number < 0 || row.Int(0, 3) < 1) return DamagedState();
  memory.position = {newest.revision, newest.time, row.Int(0, 3)};
  return absl::OkStatus();
}

absl::Status LoadOne(const Result& rows, int row, Memory& memory) {
  KnownRow known{.id = rows.Int(row, 0), .name = std::string(rows.Bytes(row, 2))};
  if (known.id >= memory.position.next_id) return DamagedState();
  ASSIGN_OR_RETURN(known.kind, KindOfNumber(rows.Int(row, 1)));
  known.ties.due = rows.Int(row, 3);
  RETURN_IF_ERROR(DecodeLinks(rows.Bytes(row, 4), known.ties.links, known.ties.facets));
  ASSIGN_OR_RETURN(known.ties.claims, DecodeClaims(known.id, rows.Bytes(row, 5)));
  LoadRow(std::move(known), memory.indexes);
  return absl::OkStatus();
}

absl::Status LoadRows(Connection& connection, Memory& memory) {
  int64_t last = 0;
  for (int count = kRowsAtOnce; count == kRowsAtOnce;) {
    ASSIGN_OR_RETURN(const Result rows,
                     connection.Ask(kKnownRows, Parameters().Int(last).Int(kRowsAtOnce)));
    count = rows.rows();
    for (int row = 0; row < count; ++row) RETURN_IF_ERROR(LoadOne(rows, row, memory));
    if (count > 0) last = rows.Int(count - 1, 0);
  }
  return absl::OkStatus();
}

// The requests that are kept, found from the newest back.
absl::Status LoadRequests(Connection& connection, Memory& memory) {
  int64_t before = memory.position.revision.number + 1;
  bool kept = true;
  for (int count = kRowsAtOnce; kept && count == kRowsAtOnce;) {
    ASSIGN_OR_RETURN(const Result rows,
                     connection.Ask(kRequests, Parameters().Int(before).Int(kRowsAtOnce)));
    count = rows.rows();
    for (int row = 0; kept && row < count; ++row) {
      before = rows.Int(row, 0);
      kept = memory.indexes.requests().AddOlder(
          RequestIndex::KeyOf(rows.Bytes(row, 2), rows.Bytes(row, 3)), before,
          absl::FromUnixMicros(rows.Int(row, 1)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LoadState(Connection& connection, Memory& memory) {
  RETURN_IF_ERROR(connection.Ask(kBeginLoad, {}).status());
  const absl::Cleanup end = [&connection] { connection.Rollback().IgnoreError(); };
  RETURN_IF_ERROR(LoadPosition(connection, memory));
  RETURN_IF_ERROR(LoadRows(connection, memory));
  return LoadRequests(connection, memory);
}

}  // namespace taqvim::storage::postgres
