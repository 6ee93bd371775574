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
  Query rows(row_);
  rows.Bind(revision);
  if (!rows.Next()) {
    page.trimmed = true;
    return rows.status();
  }
  max_bytes -= static_cast<int64_t>(ChangesIn(rows).size());
  absl::StatusOr<LogEntry> entry = ReadLogRow(rows);
  if (!entry.ok()) return entry.status();
  if (!KeepChangeOf(query, *entry)) {
    RETURN_IF_ERROR(FindPart(query, id, *entry, max_bytes));
  }
  if (entry->changes.empty()) return NotWritten(query, revision);
  entry->more_parts = 0;
  page.next = entry->changes.front().before_revision;
  page.entries.push_back(*std::move(entry));
  return absl::OkStatus();
}

// Of what is deleted the id is not known, so all parts are looked through; of what is
// there, the one that may have it is looked at first.
absl::Status HistoryReader::FindPart(const HistoryQuery& query, ResourceId id, LogEntry& entry,
                                     int64_t& max_bytes) {
  const int parts = entry.more_parts;
  int likely = 0;
  if (parts > 0 && id != 0) {
    Query rows(part_of_);
    rows.Bind(entry.revision.number).Bind(id);
    if (rows.Next()) likely = static_cast<int>(rows.Int(0));
    RETURN_IF_ERROR(rows.status());
  }
  for (int i = likely > 0 ? 0 : 1; i <= parts; ++i) {
    if (i > 0 && i == likely) continue;
    RETURN_IF_ERROR(ReadPart(i == 0 ? likely : i, entry, max_bytes));
    if (KeepChangeOf(query, entry)) break;
  }
  return absl::OkStatus();
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

}  // namespace taqvim::storage
