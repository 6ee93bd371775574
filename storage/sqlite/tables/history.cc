#include "storage/sqlite/tables/history.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/refusal.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

bool IsOf(const HistoryQuery& query, const Change& change) {
  return change.kind == query.kind && change.name == query.name;
}

// Adds what the revision did to what has the name: one change or, where it created one
// in the place of one that it deleted, two, of which the creation is the later. False
// when it did nothing.
bool AddChangesOf(const HistoryQuery& query, const LogEntry& entry,
                  std::vector<LogEntry>& entries) {
  const size_t before = entries.size();
  for (bool deletes : {false, true}) {
    for (const Change& change : entry.changes) {
      if (!IsOf(query, change) || change.after.has_value() == deletes) continue;
      entries.push_back(
          {entry.revision, entry.time, entry.principal, entry.request_id, entry.method, {change}});
    }
  }
  return entries.size() > before;
}

absl::Status NotWritten(const HistoryQuery& query, int64_t revision) {
  const std::string what = absl::StrCat("Revision ", revision, " did not write ", query.name);
  if (revision == query.from) {
    return Refused(Refusal::kNotOfThatHistory, absl::StrCat(what, "."));
  }
  return absl::DataLossError(
      absl::StrCat("The data file is damaged (", what, "); restore it from a backup."));
}

absl::StatusOr<int64_t> DeletionFrom(Statement& statement, const HistoryQuery& query,
                                     int64_t revision) {
  Query rows(statement);
  rows.Bind(static_cast<int64_t>(query.kind)).BindText(query.name).Bind(revision);
  const int64_t deletion = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return deletion;
}

}  // namespace

HistoryReader::HistoryReader(Connection& connection, absl::Status& status)
    : newest_(connection, "SELECT revision FROM resource WHERE id = ?", status),
      deletion_before_(connection,
                       "SELECT revision FROM deletion WHERE kind = ? AND name = ? AND revision < ? "
                       "ORDER BY revision DESC LIMIT 1",
                       status),
      deletion_after_(connection,
                      "SELECT revision FROM deletion WHERE kind = ? AND name = ? AND revision > ? "
                      "ORDER BY revision LIMIT 1",
                      status),
      row_(connection, absl::StrCat("SELECT ", kLogColumns, " FROM log WHERE revision = ?"),
           status),
      head_(connection,
            "SELECT revision, nonce, time, principal, request_id, method, x'' FROM log "
            "WHERE revision = ?",
            status),
      part_of_(connection, "SELECT max(part) FROM log_part WHERE revision = ? AND first <= ?",
               status),
      part_(connection, "SELECT changes FROM log_part WHERE revision = ? AND part = ?", status) {}

absl::StatusOr<HistoryPage> HistoryReader::Read(const HistoryQuery& query,
                                                const Resource* resource) {
  absl::StatusOr<int64_t> begin = Begin(query, resource);
  if (!begin.ok()) return begin.status();
  HistoryPage page{.entries = {}, .next = *begin};
  int64_t max_bytes = query.max_bytes;
  absl::Status status;
  while (status.ok() && page.next != 0 && max_bytes > 0 &&
         page.entries.size() < static_cast<size_t>(std::max(query.limit, 0))) {
    status = Step(query, resource != nullptr ? resource->id : 0, page, max_bytes);
  }
  if (status.ok()) status = DescribeFirst(query, resource, page);
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<int64_t> HistoryReader::Begin(const HistoryQuery& query, const Resource* resource) {
  if (query.from != 0) return query.from;
  if (resource != nullptr) return Newest(resource->id);
  return DeletionBefore(query, std::numeric_limits<int64_t>::max());
}

absl::Status HistoryReader::DescribeFirst(const HistoryQuery& query, const Resource* resource,
                                          HistoryPage& page) {
  const Change* first = page.entries.empty() ? nullptr : &page.entries.front().changes.front();
  page.deleted = first != nullptr && !first->after.has_value();
  if (page.deleted) {
    page.last = first->before.value_or("");
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> deletion = 0;
  if (query.from != 0) deletion = DeletionAfter(query, query.from);
  if (!deletion.ok()) return deletion.status();
  if (*deletion == 0) {
    if (resource != nullptr) page.last = resource->body;
    return absl::OkStatus();
  }
  HistoryPage at_the_end{.entries = {}, .next = *deletion};
  int64_t any = query.max_bytes;
  absl::Status status = Step(query, 0, at_the_end, any);
  if (!status.ok() || at_the_end.entries.empty()) return status;
  page.deleted = true;
  page.last = at_the_end.entries.back().changes.front().before.value_or("");
  return absl::OkStatus();
}

absl::StatusOr<int64_t> HistoryReader::Newest(ResourceId id) {
  Query rows(newest_);
  rows.Bind(id);
  const int64_t revision = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return revision;
}

absl::StatusOr<int64_t> HistoryReader::DeletionBefore(const HistoryQuery& query, int64_t revision) {
  return DeletionFrom(deletion_before_, query, revision);
}

absl::StatusOr<int64_t> HistoryReader::DeletionAfter(const HistoryQuery& query, int64_t revision) {
  return DeletionFrom(deletion_after_, query, revision);
}

absl::Status HistoryReader::Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                                 int64_t& max_bytes) {
  const int64_t revision = std::exchange(page.next, 0);
  LogEntry entry;
  ASSIGN_OR_RETURN(page.trimmed, ReadChanges(query, id, revision, entry, max_bytes));
  if (page.trimmed) return absl::OkStatus();
  if (!AddChangesOf(query, entry, page.entries)) return NotWritten(query, revision);
  const Change& earliest = page.entries.back().changes.front();
  page.next = earliest.before_revision;
  if (earliest.before.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(page.next, DeletionBefore(query, revision));
  return absl::OkStatus();
}

absl::StatusOr<bool> HistoryReader::ReadChanges(const HistoryQuery& query, ResourceId id,
                                                int64_t revision, LogEntry& entry,
                                                int64_t& max_bytes) {
  ASSIGN_OR_RETURN(const int part, LikelyPart(revision, id));
  ASSIGN_OR_RETURN(const bool kept, ReadRow(part > 0 ? head_ : row_, revision, entry, max_bytes));
  if (!kept) return true;
  if (part > 0) RETURN_IF_ERROR(ReadPart(part, entry, max_bytes));
  if (part == 0 && entry.more_parts == 0) return false;
  ASSIGN_OR_RETURN(const bool complete, HasAllOf(query, entry));
  if (!complete) RETURN_IF_ERROR(SearchAll(query, entry, max_bytes));
  return false;
}

absl::StatusOr<bool> HistoryReader::HasAllOf(const HistoryQuery& query, const LogEntry& entry) {
  const auto change = std::find_if(entry.changes.begin(), entry.changes.end(),
                                   [&](const Change& one) { return IsOf(query, one); });
  if (change == entry.changes.end() || !change->after.has_value()) return false;
  if (change->before.has_value()) return true;
  ASSIGN_OR_RETURN(auto deletion, DeletionBefore(query, entry.revision.number + 1));
  return deletion != entry.revision.number;
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
  std::vector<Change> found;
  const int parts = entry.more_parts;
  for (int part = 0; part <= parts; ++part) {
    if (part > 0) RETURN_IF_ERROR(ReadPart(part, entry, max_bytes));
    for (Change& change : entry.changes) {
      if (IsOf(query, change)) found.push_back(std::move(change));
    }
  }
  entry.changes = std::move(found);
  return absl::OkStatus();
}

}  // namespace taqvim::storage
