#include "storage/sqlite/tables/history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/refusal.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

// Leaves only the change that made the resource what it was then; false when
// there is none. A deleted one of the same name may stand beside it.
bool KeepChangeOf(const HistoryQuery& query, LogEntry& entry) {
  std::erase_if(entry.changes, [&](const Change& change) {
    return change.kind != query.kind || !change.after.has_value() || change.name != query.name;
  });
  return !entry.changes.empty();
}

absl::Status NotWritten(const HistoryQuery& query, int64_t revision) {
  const std::string what = absl::StrCat("Revision ", revision, " did not write ", query.name);
  if (revision == query.from) {
    return Refused(Refusal::kNotOfThatHistory, absl::StrCat(what, "."));
  }
  return absl::DataLossError(
      absl::StrCat("The data file is damaged (", what, "); restore it from a backup."));
}

}  // namespace

HistoryReader::HistoryReader(Connection& connection, absl::Status& status)
    : newest_(connection, "SELECT revision FROM resource WHERE id = ?", status),
      row_(connection, absl::StrCat("SELECT ", kLogColumns, " FROM log WHERE revision = ?"),
           status),
      head_(connection,
            "SELECT revision, nonce, time, principal, request_id, method, x'' FROM log "
            "WHERE revision = ?",
            status),
      part_of_(connection, "SELECT max(part) FROM log_part WHERE revision = ? AND first <= ?",
               status),
      part_(connection, "SELECT changes FROM log_part WHERE revision = ? AND part = ?", status) {}

absl::StatusOr<HistoryPage> HistoryReader::Read(const HistoryQuery& query, ResourceId id) {
  HistoryPage page{.entries = {}, .next = query.from};
  if (query.from == 0) {
    absl::StatusOr<int64_t> newest = Newest(id);
    if (!newest.ok()) return newest.status();
    page.next = *newest;
  }
  int64_t max_bytes = query.max_bytes;
  absl::Status status;
  while (status.ok() && page.next != 0 && max_bytes > 0 &&
         page.entries.size() < static_cast<size_t>(std::max(query.limit, 0))) {
    status = Step(query, id, page, max_bytes);
  }
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<int64_t> HistoryReader::Newest(ResourceId id) {
  Query rows(newest_);
  rows.Bind(id);
  const int64_t revision = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return revision;
}

absl::Status HistoryReader::Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                                 int64_t& max_bytes) {
  const int64_t revision = std::exchange(page.next, 0);
  ASSIGN_OR_RETURN(const int part, LikelyPart(revision, id));
  LogEntry entry;
  ASSIGN_OR_RETURN(const bool kept, ReadRow(part > 0 ? head_ : row_, revision, entry, max_bytes));
  page.trimmed = !kept;
  if (!kept) return absl::OkStatus();
  if (part > 0) {
    RETURN_IF_ERROR(ReadPart(part, entry, max_bytes));
  }
  if (!KeepChangeOf(query, entry)) {
    RETURN_IF_ERROR(SearchAll(query, entry, max_bytes));
  }
  if (entry.changes.empty()) return NotWritten(query, revision);
  entry.more_parts = 0;
  page.next = entry.changes.front().before_revision;
  page.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::StatusOr<int> HistoryReader::LikelyPart(int64_t revision, ResourceId id) {
  Query rows(part_of_);
  rows.Bind(revision).Bind(id);
  const int part = rows.Next() ? static_cast<int>(rows.Int(0)) : 0;
  if (!rows.status().ok()) return rows.status();
  return part;
}

absl::StatusOr<bool> HistoryReader::ReadRow(Statement& statement, int64_t revision, LogEntry& entry,
                                            int64_t& max_bytes) {
  Query rows(statement);
  rows.Bind(revision);
  if (!rows.Next()) return rows.status().ok() ? absl::StatusOr<bool>(false) : rows.status();
  max_bytes -= static_cast<int64_t>(ChangesIn(rows).size());
  absl::StatusOr<LogEntry> read = ReadLogRow(rows);
  if (!read.ok()) return read.status();
  entry = *std::move(read);
  return true;
}

absl::Status HistoryReader::ReadPart(int part, LogEntry& entry, int64_t& max_bytes) {
  Query rows(part_);
  rows.Bind(entry.revision.number).Bind(part);
  if (!rows.Next()) return rows.status();
  max_bytes -= static_cast<int64_t>(rows.Bytes(0).size());
  absl::StatusOr<std::vector<Change>> changes = ReadLogPart(rows.Bytes(0));
  if (!changes.ok()) return changes.status();
  entry.changes = *std::move(changes);
  return absl::OkStatus();
}

absl::Status HistoryReader::SearchAll(const HistoryQuery& query, LogEntry& entry,
                                      int64_t& max_bytes) {
  RETURN_IF_ERROR(ReadRow(row_, entry.revision.number, entry, max_bytes).status());
  for (int part = 1; !KeepChangeOf(query, entry) && part <= entry.more_parts; ++part) {
    RETURN_IF_ERROR(ReadPart(part, entry, max_bytes));
  }
  KeepChangeOf(query, entry);
  return absl::OkStatus();
}

}  // namespace taqvim::storage
