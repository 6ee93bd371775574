#include "storage/postgres/journal/group.h"

#include <algorithm>

#include "storage/engine/bytes/scratch.h"
#include "storage/rows_before.pb.h"

namespace taqvim::storage::postgres {
namespace {

// Topics have no history.
void AddDeletion(const Resource& resource, GroupRevision& revision) {
  if (resource.kind == Kind::kTopic) return;
  revision.deletions.emplace_back(resource.kind, resource.name);
}

// In the log rows are in order of ids.
std::string BytesBefore(std::vector<std::pair<const RowWrite*, StoredRowPtr>> rows) {
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.first->resource->id < b.first->resource->id;
  });
  Scratch scratch;
  auto& all = scratch.Make<v1::RowsBefore>();
  for (const auto& [write, before] : rows) {
    v1::RowBefore& row = *all.add_rows();
    row.set_kind(static_cast<int32_t>(write->resource->kind));
    row.set_name(write->resource->name);
    row.set_deleted(write->way == RowWrite::Way::kDelete);
    if (before == nullptr) continue;
    v1::TiesBefore& ties = *row.mutable_before();
    ties.set_due(before->resource.due);
    ties.set_links(before->links);
    ties.set_claims(before->claims);
  }
  return all.SerializeAsString();
}

}  // namespace

StoredRowPtr RowAfter(const RowWrite& write) {
  if (write.way == RowWrite::Way::kDelete) return nullptr;
  auto row = std::make_shared<StoredRow>(StoredRow{.resource = *write.resource,
                                                   .revision = write.body_revision,
                                                   .links = std::string(write.links),
                                                   .claims = std::string(write.claims)});
  row->resource.due = write.ties->due;
  row->resource.memo = nullptr;
  return row;
}

void AddRevision(const RevisionWrite& write, const std::vector<StoredRowPtr>& before,
                 ResourceId next_id, Group& group) {
  GroupRevision& revision = group.revisions.emplace_back();
  std::vector<std::pair<const RowWrite*, StoredRowPtr>> rows;
  for (size_t i = 0; i < write.rows.size(); ++i) {
    const RowWrite& row = write.rows[i];
    const auto entry = group.rows.try_emplace(row.resource->id, GroupRow{before[i], before[i]});
    GroupRow& written = entry.first->second;
    rows.emplace_back(&row, written.now);
    written.now = RowAfter(row);
    if (row.way == RowWrite::Way::kDelete) AddDeletion(*row.resource, revision);
  }
  revision.revision = write.revision;
  revision.time = write.time;
  revision.next_id = next_id;
  revision.principal = write.options.principal;
  revision.request_id = write.options.request_id;
  revision.method = write.options.method;
  revision.request_hash = write.options.request_hash;
  revision.changes = write.changes;
  revision.written = write.written;
  revision.before = BytesBefore(std::move(rows));
  revision.answer = write.answer;
  revision.parts = write.parts;
}

}  // namespace taqvim::storage::postgres
