#include "storage/postgres/journal/table_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/log_changes.h"

namespace taqvim::storage::postgres {
namespace {

std::shared_ptr<const Resource> ResourceOf(const StoredRowPtr& row) {
  if (row == nullptr) return nullptr;
  return {row, &row->resource};
}

bool IsListed(const ListQuery& query, const Resource& resource) {
  return resource.kind == query.kind && resource.id > query.after &&
         (query.show_archived || !resource.archived) &&
         absl::StartsWith(resource.name, query.name_prefix);
}

}  // namespace

absl::StatusOr<StoredRowPtr> TableRows::RowBefore(ResourceId id) {
  if (std::optional<StoredRowPtr> known = cache_.Find(id)) return *std::move(known);
  ASSIGN_OR_RETURN(StoredRowPtr row, tables_.RowOf(id));
  cache_.Put(id, row);
  return row;
}

absl::StatusOr<StoredRowPtr> TableRows::RowOf(ResourceId id) {
  if (group_ != nullptr) {
    const auto found = group_->rows.find(id);
    if (found != group_->rows.end()) return found->second.now;
  }
  return RowBefore(id);
}

absl::StatusOr<std::shared_ptr<const Resource>> TableRows::Find(Kind kind, std::string_view name) {
  for (ResourceId id : names_.MayHave(kind, name)) {
    ASSIGN_OR_RETURN(const StoredRowPtr row, RowOf(id));
    if (row != nullptr && row->resource.kind == kind && row->resource.name == name) {
      return ResourceOf(row);
    }
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<const Resource>> TableRows::FindById(ResourceId id) {
  ASSIGN_OR_RETURN(const StoredRowPtr row, RowOf(id));
  return ResourceOf(row);
}

absl::StatusOr<std::vector<Resource>> TableRows::List(const ListQuery& query) {
  const int64_t limit = std::max(query.limit, 0);
  // Any row of the group may have to leave the list.
  const size_t written = group_ == nullptr ? 0 : group_->rows.size();
  ASSIGN_OR_RETURN(std::vector<StoredRowPtr> rows,
                   tables_.List(query, limit + static_cast<int64_t>(written)));
  if (written > 0) {
    std::erase_if(rows,
                  [&](const StoredRowPtr& row) { return group_->rows.contains(row->resource.id); });
    for (const auto& [id, row] : group_->rows) {
      if (row.now != nullptr && IsListed(query, row.now->resource)) rows.push_back(row.now);
    }
    std::sort(rows.begin(), rows.end(), [](const StoredRowPtr& a, const StoredRowPtr& b) {
      return a->resource.id < b->resource.id;
    });
  }
  std::vector<Resource> resources;
  for (const StoredRowPtr& row : rows) {
    if (resources.size() < static_cast<size_t>(limit)) resources.push_back(row->resource);
  }
  return resources;
}

absl::StatusOr<std::vector<Claim>> TableRows::ClaimsOf(ResourceId owner) {
  ASSIGN_OR_RETURN(const StoredRowPtr row, RowOf(owner));
  if (row == nullptr) return std::vector<Claim>();
  return DecodeClaims(owner, row->claims);
}

absl::StatusOr<Ties> TableRows::TiesOf(ResourceId id) {
  ASSIGN_OR_RETURN(const StoredRowPtr row, RowOf(id));
  return row == nullptr ? Ties() : postgres::TiesOf(*row);
}

absl::StatusOr<HistoryPage> TableRows::History(const HistoryQuery& query) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Resource> resource, Find(query.kind, query.name));
  return WalkHistory(*this, query, resource.get());
}

const GroupRevision* TableRows::InGroup(int64_t revision) const {
  if (group_ == nullptr || group_->revisions.empty()) return nullptr;
  const int64_t first = group_->revisions.front().revision.number;
  const auto place = static_cast<size_t>(revision - first);
  if (revision < first || place >= group_->revisions.size()) return nullptr;
  return &group_->revisions[place];
}

absl::StatusOr<std::optional<Revision>> TableRows::RevisionAt(int64_t number) {
  if (const GroupRevision* own = InGroup(number)) return std::optional(own->revision);
  return tables_.RevisionAt(number);
}

absl::StatusOr<int64_t> TableRows::BodyRevision(ResourceId id) {
  ASSIGN_OR_RETURN(const StoredRowPtr row, RowOf(id));
  return row == nullptr ? 0 : row->revision;
}

std::vector<int64_t> TableRows::DeletionsOfGroup(const HistoryQuery& query) const {
  std::vector<int64_t> deletions;
  if (group_ == nullptr) return deletions;
  for (const GroupRevision& revision : group_->revisions) {
    for (const auto& [kind, name] : revision.deletions) {
      const bool named = kind == query.kind && name == query.name;
      if (named) deletions.push_back(revision.revision.number);
    }
  }
  return deletions;
}

absl::StatusOr<int64_t> TableRows::DeletionBefore(const HistoryQuery& query, int64_t revision) {
  const std::vector<int64_t> of_group = DeletionsOfGroup(query);
  for (auto one = of_group.rbegin(); one != of_group.rend(); ++one) {
    if (*one < revision) return *one;
  }
  return tables_.DeletionBefore(query.kind, query.name, revision);
}

absl::StatusOr<int64_t> TableRows::DeletionAfter(const HistoryQuery& query, int64_t revision) {
  ASSIGN_OR_RETURN(const int64_t stored, tables_.DeletionAfter(query.kind, query.name, revision));
  if (stored != 0) return stored;
  for (int64_t one : DeletionsOfGroup(query)) {
    if (one > revision) return one;
  }
  return 0;
}

absl::StatusOr<int> TableRows::LikelyPart(int64_t revision, ResourceId id) {
  const GroupRevision* own = InGroup(revision);
  if (own == nullptr) return tables_.LikelyPart(revision, id);
  int part = 0;
  for (size_t i = 0; i < own->parts.size(); ++i) {
    if (own->parts[i].first <= id) part = static_cast<int>(i) + 1;
  }
  return part;
}

absl::StatusOr<bool> TableRows::ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                                        int64_t& max_bytes) {
  const GroupRevision* own = InGroup(revision);
  if (own == nullptr) return tables_.ReadRow(revision, with_changes, entry, max_bytes);
  entry = {.revision = own->revision,
           .time = own->time,
           .principal = own->principal,
           .request_id = own->request_id,
           .method = own->method,
           .changes = {}};
  if (!with_changes) return true;
  max_bytes -= static_cast<int64_t>(own->changes.size());
  ASSIGN_OR_RETURN(entry.more_parts, ParseChanges(own->changes, entry.changes));
  return true;
}

absl::Status TableRows::ReadPart(int part, LogEntry& entry, int64_t& max_bytes) {
  const GroupRevision* own = InGroup(entry.revision.number);
  if (own == nullptr) return tables_.ReadPart(part, entry, max_bytes);
  const std::string& bytes = own->parts.at(static_cast<size_t>(part) - 1).changes;
  max_bytes -= static_cast<int64_t>(bytes.size());
  entry.changes.clear();
  return ParseChanges(bytes, entry.changes).status();
}

}  // namespace taqvim::storage::postgres
