#include "storage/engine/testing/memory_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/log_changes.h"

namespace taqvim::storage::testing {
namespace {

// One of its own: what a reader remembers beside it is for one thread.
std::shared_ptr<const Resource> ResourceOf(const MemoryRow& row) {
  return std::make_shared<const Resource>(row.resource);
}

bool Lists(const ListQuery& query, const Resource& resource) {
  return resource.kind == query.kind && (query.show_archived || !resource.archived) &&
         absl::StartsWith(resource.name, query.name_prefix);
}

}  // namespace

absl::StatusOr<LogEntry> EntryOf(const MemoryRevision& revision) {
  LogEntry entry{.revision = revision.revision,
                 .time = revision.time,
                 .principal = revision.principal,
                 .request_id = revision.request_id,
                 .method = revision.method,
                 .changes = {}};
  ASSIGN_OR_RETURN(entry.more_parts, ParseChanges(revision.changes, entry.changes));
  return entry;
}

MemoryRowPtr MemoryRows::RowOf(ResourceId id) const {
  if (group_ != nullptr) {
    const auto found = group_->rows.find(id);
    if (found != group_->rows.end()) return found->second;
  }
  return database_.RowAt(id, revision_);
}

MemoryRevisionPtr MemoryRows::LogOf(int64_t number) const {
  if (number <= revision_) return database_.RevisionAt(number);
  const auto place = static_cast<size_t>(number - revision_ - 1);
  if (group_ == nullptr || place >= group_->revisions.size()) return nullptr;
  return group_->revisions[place];
}

absl::StatusOr<std::shared_ptr<const Resource>> MemoryRows::Find(Kind kind, std::string_view name) {
  std::vector<ResourceId> ids = database_.IdsNamed(kind, name);
  if (group_ != nullptr) {
    for (const auto& [id, row] : group_->rows) ids.push_back(id);
  }
  for (ResourceId id : ids) {
    const MemoryRowPtr row = RowOf(id);
    if (row != nullptr && row->resource.kind == kind && row->resource.name == name) {
      return ResourceOf(*row);
    }
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<const Resource>> MemoryRows::FindById(ResourceId id) {
  const MemoryRowPtr row = RowOf(id);
  return row == nullptr ? nullptr : ResourceOf(*row);
}

absl::StatusOr<std::vector<Resource>> MemoryRows::List(const ListQuery& query) {
  std::vector<ResourceId> ids = database_.IdsAfter(query.after);
  if (group_ != nullptr) {
    for (auto row = group_->rows.upper_bound(query.after); row != group_->rows.end(); ++row) {
      ids.push_back(row->first);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  std::vector<Resource> resources;
  for (ResourceId id : ids) {
    if (resources.size() >= static_cast<size_t>(std::max(query.limit, 0))) break;
    const MemoryRowPtr row = RowOf(id);
    if (row != nullptr && Lists(query, row->resource)) resources.push_back(row->resource);
  }
  return resources;
}

absl::StatusOr<std::vector<Claim>> MemoryRows::ClaimsOf(ResourceId owner) {
  const MemoryRowPtr row = RowOf(owner);
  return row == nullptr ? std::vector<Claim>() : row->ties.claims;
}

absl::StatusOr<Ties> MemoryRows::TiesOf(ResourceId id) {
  const MemoryRowPtr row = RowOf(id);
  return row == nullptr ? Ties() : row->ties;
}

absl::StatusOr<HistoryPage> MemoryRows::History(const HistoryQuery& query) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Resource> resource, Find(query.kind, query.name));
  return WalkHistory(*this, query, resource.get());
}

absl::StatusOr<std::optional<Revision>> MemoryRows::RevisionAt(int64_t number) {
  const MemoryRevisionPtr row = LogOf(number);
  if (row == nullptr) return std::optional<Revision>();
  return std::optional<Revision>(row->revision);
}

absl::StatusOr<int64_t> MemoryRows::BodyRevision(ResourceId id) {
  const MemoryRowPtr row = RowOf(id);
  return row == nullptr ? 0 : row->ties.revision;
}

std::vector<int64_t> MemoryRows::DeletionsOfGroup(const HistoryQuery& query) const {
  std::vector<int64_t> deletions;
  if (group_ == nullptr || query.kind == Kind::kTopic) return deletions;
  for (const MemoryRevisionPtr& revision : group_->revisions) {
    for (const MemoryRevision::Write& write : revision->writes) {
      const Resource& resource = write.resource();
      const bool named = resource.kind == query.kind && resource.name == query.name;
      if (named && write.after == nullptr) deletions.push_back(revision->revision.number);
    }
  }
  return deletions;
}

absl::StatusOr<int64_t> MemoryRows::DeletionBefore(const HistoryQuery& query, int64_t revision) {
  const std::vector<int64_t> of_group = DeletionsOfGroup(query);
  for (auto one = of_group.rbegin(); one != of_group.rend(); ++one) {
    if (*one < revision) return *one;
  }
  return database_.DeletionBefore(query.kind, query.name, std::min(revision, revision_ + 1));
}

absl::StatusOr<int64_t> MemoryRows::DeletionAfter(const HistoryQuery& query, int64_t revision) {
  const int64_t stored = database_.DeletionAfter(query.kind, query.name, revision, revision_);
  if (stored != 0) return stored;
  for (int64_t one : DeletionsOfGroup(query)) {
    if (one > revision) return one;
  }
  return 0;
}

absl::StatusOr<int> MemoryRows::LikelyPart(int64_t revision, ResourceId id) {
  const MemoryRevisionPtr row = LogOf(revision);
  if (row == nullptr) return 0;
  int part = 0;
  for (size_t i = 0; i < row->parts.size(); ++i) {
    if (row->parts[i].first <= id) part = static_cast<int>(i) + 1;
  }
  return part;
}

absl::StatusOr<bool> MemoryRows::ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                                         int64_t& max_bytes) {
  const MemoryRevisionPtr row = LogOf(revision);
  if (row == nullptr) return false;
  ASSIGN_OR_RETURN(entry, EntryOf(*row));
  if (with_changes) {
    max_bytes -= static_cast<int64_t>(row->changes.size());
  } else {
    entry.changes.clear();
    entry.more_parts = 0;
  }
  return true;
}

absl::Status MemoryRows::ReadPart(int part, LogEntry& entry, int64_t& max_bytes) {
  const MemoryRevisionPtr row = LogOf(entry.revision.number);
  if (row == nullptr) return absl::OkStatus();
  const std::string& bytes = row->parts.at(static_cast<size_t>(part) - 1).changes;
  max_bytes -= static_cast<int64_t>(bytes.size());
  entry.changes.clear();
  return ParseChanges(bytes, entry.changes).status();
}

}  // namespace taqvim::storage::testing
