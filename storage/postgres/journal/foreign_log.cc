#include "storage/postgres/journal/foreign_log.h"

#include <string>
#include <utility>

#include "proto/status_macros.h"
#include "storage/engine/bytes/scratch.h"
#include "storage/engine/bytes/ties.h"
#include "storage/log.pb.h"
#include "storage/postgres/tables/stored_row.h"
#include "storage/rows_before.pb.h"

namespace taqvim::storage::postgres {
namespace {

absl::Status DamagedLog() {
  return absl::DataLossError(
      "The database is damaged (what a revision of the log wrote); restore it from a backup.");
}

absl::StatusOr<Ties> Decode(ResourceId id, int64_t due, const std::string& links,
                            const std::string& claims) {
  Ties ties{.due = due};
  RETURN_IF_ERROR(DecodeLinks(links, ties.links, ties.facets));
  ASSIGN_OR_RETURN(ties.claims, DecodeClaims(id, claims));
  return ties;
}

absl::StatusOr<ForeignRow> RowOf(const v1::WrittenRow& written, const v1::RowBefore& before) {
  ForeignRow row{.id = written.id(), .name = before.name()};
  ASSIGN_OR_RETURN(row.kind, KindOfNumber(before.kind()));
  if (before.has_before()) {
    const v1::TiesBefore& ties = before.before();
    ASSIGN_OR_RETURN(row.before, Decode(row.id, ties.due(), ties.links(), ties.claims()));
  }
  if (!before.deleted()) {
    ASSIGN_OR_RETURN(row.after, Decode(row.id, written.due(), written.links(), written.claims()));
  }
  return row;
}

template <class Message>
bool Parse(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

const Statement kLogFrom{
    "SELECT revision, nonce, time, next_id, principal, request_id, written, before FROM log"
    " WHERE revision >= $1 ORDER BY revision LIMIT $2"};

Revision RevisionIn(const Result& result, int row) {
  return {result.Int(row, 0), static_cast<uint64_t>(result.Int(row, 1))};
}

absl::StatusOr<ForeignRevision> ReadForeign(const Result& result, int row) {
  ForeignRevision foreign{.revision = RevisionIn(result, row),
                          .time = absl::FromUnixMicros(result.Int(row, 2)),
                          .next_id = result.Int(row, 3),
                          .principal = std::string(result.Bytes(row, 4)),
                          .request_id = std::string(result.Bytes(row, 5))};
  Scratch scratch;
  auto& written = scratch.Make<v1::WrittenRows>();
  auto& before = scratch.Make<v1::RowsBefore>();
  const bool parsed = Parse(result.Bytes(row, 6), written) && Parse(result.Bytes(row, 7), before);
  if (!parsed || written.rows_size() != before.rows_size()) return DamagedLog();
  for (int i = 0; i < written.rows_size(); ++i) {
    ASSIGN_OR_RETURN(ForeignRow one, RowOf(written.rows(i), before.rows(i)));
    foreign.rows.push_back(std::move(one));
  }
  return foreign;
}

}  // namespace taqvim::storage::postgres
