#include "storage/engine/journal/history.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/refusal.h"

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

class Walk {
 public:
  explicit Walk(HistorySource& source) : source_(source) {}

  absl::StatusOr<HistoryPage> Read(const HistoryQuery& query, const Resource* resource);

 private:
  // Where the page begins: the newest change of all, or the query's.
  absl::StatusOr<int64_t> Begin(const HistoryQuery& query, const Resource* resource);
  // Says in the page which one it begins with, and what has become of it.
  absl::Status DescribeFirst(const HistoryQuery& query, const Resource* resource,
                             HistoryPage& page);
  // Reads the revision's changes of the name into the page, if the log still has it,
  // and subtracts the bytes of the log that it read from `max_bytes`.
  absl::Status Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                    int64_t& max_bytes);
  // Reads the changes of the name into the entry, beside which others may stand; true when
  // the revision is trimmed. Of one in parts it reads the likely part and, unless that has all
  // of them, the others.
  absl::StatusOr<bool> ReadChanges(const HistoryQuery& query, ResourceId id, int64_t revision,
                                   LogEntry& entry, int64_t& max_bytes);
  // Whether these, of a part, are all changes of the name: a revision that deletes what has it
  // and creates another has two, maybe in different parts.
  absl::StatusOr<bool> HasAllOf(const HistoryQuery& query, const LogEntry& entry);
  // Leaves the changes of the name in the row and all parts: what is deleted has another id
  // than what has the name now.
  absl::Status SearchAll(const HistoryQuery& query, LogEntry& entry, int64_t& max_bytes);

  HistorySource& source_;
};

absl::StatusOr<HistoryPage> Walk::Read(const HistoryQuery& query, const Resource* resource) {
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

absl::StatusOr<int64_t> Walk::Begin(const HistoryQuery& query, const Resource* resource) {
  if (query.from != 0) return query.from;
  if (resource != nullptr) return source_.BodyRevision(resource->id);
  return source_.DeletionBefore(query, std::numeric_limits<int64_t>::max());
}

absl::Status Walk::DescribeFirst(const HistoryQuery& query, const Resource* resource,
                                 HistoryPage& page) {
  const Change* first = page.entries.empty() ? nullptr : &page.entries.front().changes.front();
  page.deleted = first != nullptr && !first->after.has_value();
  if (page.deleted) {
    page.last = first->before.value_or("");
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> deletion = 0;
  if (query.from != 0) deletion = source_.DeletionAfter(query, query.from);
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

absl::Status Walk::Step(const HistoryQuery& query, ResourceId id, HistoryPage& page,
                        int64_t& max_bytes) {
  const int64_t revision = std::exchange(page.next, 0);
  LogEntry entry;
  ASSIGN_OR_RETURN(page.trimmed, ReadChanges(query, id, revision, entry, max_bytes));
  if (page.trimmed) return absl::OkStatus();
  if (!AddChangesOf(query, entry, page.entries)) return NotWritten(query, revision);
  const Change& earliest = page.entries.back().changes.front();
  page.next = earliest.before_revision;
  if (earliest.before.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(page.next, source_.DeletionBefore(query, revision));
  return absl::OkStatus();
}

absl::StatusOr<bool> Walk::ReadChanges(const HistoryQuery& query, ResourceId id, int64_t revision,
                                       LogEntry& entry, int64_t& max_bytes) {
  ASSIGN_OR_RETURN(const int part, source_.LikelyPart(revision, id));
  ASSIGN_OR_RETURN(const bool kept, source_.ReadRow(revision, part == 0, entry, max_bytes));
  if (!kept) return true;
  if (part > 0) RETURN_IF_ERROR(source_.ReadPart(part, entry, max_bytes));
  if (part == 0 && entry.more_parts == 0) return false;
  ASSIGN_OR_RETURN(const bool complete, HasAllOf(query, entry));
  if (!complete) RETURN_IF_ERROR(SearchAll(query, entry, max_bytes));
  return false;
}

absl::StatusOr<bool> Walk::HasAllOf(const HistoryQuery& query, const LogEntry& entry) {
  const auto change = std::find_if(entry.changes.begin(), entry.changes.end(),
                                   [&](const Change& one) { return IsOf(query, one); });
  if (change == entry.changes.end() || !change->after.has_value()) return false;
  if (change->before.has_value()) return true;
  ASSIGN_OR_RETURN(auto deletion, source_.DeletionBefore(query, entry.revision.number + 1));
  return deletion != entry.revision.number;
}

absl::Status Walk::SearchAll(const HistoryQuery& query, LogEntry& entry, int64_t& max_bytes) {
  RETURN_IF_ERROR(source_.ReadRow(entry.revision.number, true, entry, max_bytes).status());
  std::vector<Change> found;
  const int parts = entry.more_parts;
  for (int part = 0; part <= parts; ++part) {
    if (part > 0) RETURN_IF_ERROR(source_.ReadPart(part, entry, max_bytes));
    for (Change& change : entry.changes) {
      if (IsOf(query, change)) found.push_back(std::move(change));
    }
  }
  entry.changes = std::move(found);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<HistoryPage> WalkHistory(HistorySource& source, const HistoryQuery& query,
                                        const Resource* resource) {
  return Walk(source).Read(query, resource);
}

}  // namespace taqvim::storage
