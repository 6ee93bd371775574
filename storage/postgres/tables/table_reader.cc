#include "storage/postgres/tables/table_reader.h"

#include <utility>

#include "proto/status_macros.h"
#include "storage/postgres/tables/log_row.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kRowOf{"SELECT " TAQVIM_ROW_COLUMNS " FROM resource WHERE id = $1"};
static_assert(Kind::kEvent == Kind{16}, "the statements and the index resource_rare say 16");
// Events are most of the table; the rarer kinds have an index of their own.
constexpr Statement kListEvents{
    "SELECT " TAQVIM_ROW_COLUMNS
    " FROM resource WHERE kind = 16 AND id > $1 AND (not archived OR $2 <> 0)"
    " AND name >= $3 AND name < $4 ORDER BY id LIMIT $5"};
constexpr Statement kListRare{
    "SELECT " TAQVIM_ROW_COLUMNS
    " FROM resource WHERE kind = $6 AND kind <> 16 AND id > $1 AND (not archived OR $2 <> 0)"
    " AND name >= $3 AND name < $4 ORDER BY id LIMIT $5"};
constexpr Statement kNonceAt{"SELECT nonce FROM log WHERE revision = $1 AND revision > 0"};
constexpr Statement kDeletionBefore{
    "SELECT max(revision) FROM deletion WHERE kind = $1 AND name = $2 AND revision < $3"};
constexpr Statement kDeletionAfter{
    "SELECT min(revision) FROM deletion WHERE kind = $1 AND name = $2 AND revision > $3"};
constexpr Statement kPartOf{"SELECT max(part) FROM log_part WHERE revision = $1 AND first <= $2"};
constexpr Statement kLogRow{"SELECT " TAQVIM_LOG_COLUMNS
                            " FROM log WHERE revision = $1 AND revision > 0"};
constexpr Statement kLogHead{
    "SELECT revision, nonce, time, principal, request_id, method, ''::bytea FROM log"
    " WHERE revision = $1 AND revision > 0"};
constexpr Statement kPart{"SELECT changes FROM log_part WHERE revision = $1 AND part = $2"};

// The least text above all that start with the prefix; names are ASCII.
std::string PrefixEnd(std::string prefix) {
  if (prefix.empty()) return "\x7f";
  ++prefix.back();
  return prefix;
}

}  // namespace

const Statement kNewestRow{
    "SELECT revision, nonce, time, next_id FROM log ORDER BY revision DESC LIMIT 1"};

JournalReader::Newest ReadNewest(const Result& result) {
  JournalReader::Newest newest;
  if (result.rows() == 0) return newest;
  newest.revision = {result.Int(0, 0), static_cast<uint64_t>(result.Int(0, 1))};
  newest.time = absl::FromUnixMicros(result.Int(0, 2));
  return newest;
}

absl::StatusOr<int64_t> TableReader::Number(const Statement& statement,
                                            const Parameters& parameters) {
  ASSIGN_OR_RETURN(const Result result, asker_.Ask(statement, parameters));
  return result.rows() == 0 ? 0 : result.Int(0, 0);
}

absl::StatusOr<StoredRowPtr> TableReader::RowOf(ResourceId id) {
  ASSIGN_OR_RETURN(const Result result, asker_.Ask(kRowOf, Parameters().Int(id)));
  if (result.rows() == 0) return StoredRowPtr();
  ASSIGN_OR_RETURN(StoredRow row, ReadStoredRow(result, 0));
  return std::make_shared<const StoredRow>(std::move(row));
}

absl::StatusOr<std::vector<StoredRowPtr>> TableReader::List(const ListQuery& query, int64_t limit) {
  Parameters parameters;
  parameters.Int(query.after).Int(query.show_archived ? 1 : 0).Text(query.name_prefix);
  parameters.Text(PrefixEnd(query.name_prefix)).Int(limit);
  const bool events = query.kind == Kind::kEvent;
  if (!events) parameters.Int(static_cast<int64_t>(query.kind));
  ASSIGN_OR_RETURN(const Result result, asker_.Ask(events ? kListEvents : kListRare, parameters));
  std::vector<StoredRowPtr> rows;
  for (int i = 0; i < result.rows(); ++i) {
    ASSIGN_OR_RETURN(StoredRow row, ReadStoredRow(result, i));
    rows.push_back(std::make_shared<const StoredRow>(std::move(row)));
  }
  return rows;
}

absl::StatusOr<std::optional<Revision>> TableReader::RevisionAt(int64_t number) {
  ASSIGN_OR_RETURN(const Result result, asker_.Ask(kNonceAt, Parameters().Int(number)));
  if (result.rows() == 0) return std::optional<Revision>();
  return std::optional(Revision{number, static_cast<uint64_t>(result.Int(0, 0))});
}

absl::StatusOr<int64_t> TableReader::DeletionBefore(Kind kind, const std::string& name,
                                                    int64_t revision) {
  return Number(kDeletionBefore,
                Parameters().Int(static_cast<int64_t>(kind)).Text(name).Int(revision));
}

absl::StatusOr<int64_t> TableReader::DeletionAfter(Kind kind, const std::string& name,
                                                   int64_t revision) {
  return Number(kDeletionAfter,
                Parameters().Int(static_cast<int64_t>(kind)).Text(name).Int(revision));
}

absl::StatusOr<int> TableReader::LikelyPart(int64_t revision, ResourceId id) {
  ASSIGN_OR_RETURN(const int64_t part, Number(kPartOf, Parameters().Int(revision).Int(id)));
  return static_cast<int>(part);
}

absl::StatusOr<bool> TableReader::ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                                          int64_t& max_bytes) {
  ASSIGN_OR_RETURN(const Result result,
                   asker_.Ask(with_changes ? kLogRow : kLogHead, Parameters().Int(revision)));
  if (result.rows() == 0) return false;
  max_bytes -= static_cast<int64_t>(ChangesIn(result, 0).size());
  ASSIGN_OR_RETURN(entry, ReadLogRow(result, 0));
  return true;
}

absl::Status TableReader::ReadPart(int part, LogEntry& entry, int64_t& max_bytes) {
  ASSIGN_OR_RETURN(const Result result,
                   asker_.Ask(kPart, Parameters().Int(entry.revision.number).Int(part)));
  if (result.rows() == 0) return absl::OkStatus();
  max_bytes -= static_cast<int64_t>(result.Bytes(0, 0).size());
  ASSIGN_OR_RETURN(entry.changes, ReadLogPart(result.Bytes(0, 0)));
  return absl::OkStatus();
}

}  // namespace taqvim::storage::postgres
