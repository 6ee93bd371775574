#include "storage/engine/write/flush.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "storage/engine/bytes/scratch.h"
#include "storage/engine/bytes/stored_answer.h"
#include "storage/engine/bytes/ties.h"
#include "storage/log.pb.h"

namespace taqvim::storage {
namespace {

bool Changed(const PendingResource& pending) {
  if (pending.before == pending.after) return false;
  if (pending.before == nullptr || pending.after == nullptr) return true;
  return pending.before->body != pending.after->body ||
         pending.before->archived != pending.after->archived;
}

// Whether it leaves the row of a resource other than it was.
bool Writes(const PendingResource& pending) {
  if (pending.before == nullptr && pending.after == nullptr) return false;
  return pending.ties_changed || Changed(pending);
}

// What the log keeps of the row; what is in it is written to the row, too.
v1::WrittenRow& AddRow(const PendingResource& pending, v1::WrittenRows& rows) {
  v1::WrittenRow& row = *rows.add_rows();
  row.set_id(pending.named->id);
  row.set_body_stays(!Changed(pending));
  const bool topic = pending.named->kind == Kind::kTopic && !row.body_stays();
  if (topic) row.mutable_topic()->set_name(pending.named->name);
  if (pending.after == nullptr) return row;
  if (topic) row.mutable_topic()->set_body(pending.after->body);
  row.set_archived(pending.after->archived);
  row.set_due(pending.ties.due);
  *row.mutable_links() = EncodeLinks(pending.ties.links, pending.ties.facets);
  *row.mutable_claims() = EncodeClaims(pending.ties.claims);
  return row;
}

// Of names and facets the indexes have what goes until no snapshot needs it.
void EditIndexes(const PendingResource& pending, Indexes& indexes) {
  const ResourceId id = pending.named->id;
  const bool existed = pending.before != nullptr, exists = pending.after != nullptr;
  if (Changed(pending)) indexes.cache().Touch(id);
  if (existed && !exists) indexes.names().Remove(pending.before->kind, pending.before->name, id);
  if (exists && !existed) indexes.names().Add(pending.after->kind, pending.after->name, id);
  if (existed && exists && pending.facets_before == pending.ties.facets) return;
  if (exists) indexes.facets().Add(id, pending.after->kind, pending.ties.facets);
  if (existed) indexes.facets().Remove(id, pending.before->kind, pending.facets_before);
}

// `row` is what the log keeps of it.
RowWrite RowOf(const PendingResource& pending, const v1::WrittenRow& row, int64_t revision) {
  if (pending.after == nullptr) {
    return {.way = RowWrite::Way::kDelete, .resource = pending.before.get()};
  }
  const bool created = pending.before == nullptr;
  return {.way = created ? RowWrite::Way::kInsert : RowWrite::Way::kUpdate,
          .resource = pending.after.get(),
          .ties = &pending.ties,
          .links = row.links(),
          .claims = row.claims(),
          .body_revision = created || Changed(pending) ? revision : pending.ties.revision};
}

// Deletions first: their names may be taken again. In the log rows are in order of ids.
void AddRows(const Pending& pending, int64_t revision, Indexes& indexes, v1::WrittenRows& logged,
             std::vector<RowWrite>& rows) {
  bool deleted = false;
  for (bool deletes : {true, false}) {
    for (const auto& [id, resource] : pending.resources()) {
      if (deletes != (resource.after == nullptr) || !Writes(resource)) continue;
      EditIndexes(resource, indexes);
      rows.push_back(RowOf(resource, AddRow(resource, logged), revision));
      deleted |= deletes;
    }
  }
  if (!deleted) return;
  std::sort(logged.mutable_rows()->pointer_begin(), logged.mutable_rows()->pointer_end(),
            [](const v1::WrittenRow* a, const v1::WrittenRow* b) { return a->id() < b->id(); });
}

// Above so many bytes of images a revision is stored in parts, of so many each.
constexpr size_t kPartBytes = 1 << 20;

size_t ImageBytes(const PendingResource& resource) {
  const size_t before = resource.before ? resource.before->body.size() : 0;
  return before + (resource.after ? resource.after->body.size() : 0);
}

void AddChange(const PendingResource& resource, v1::LogChanges& changes) {
  v1::LogChange& change = *changes.add_changes();
  change.set_kind(static_cast<int32_t>(resource.named->kind));
  change.set_name(resource.named->name);
  if (resource.before) {
    change.set_before(resource.before->body);
    change.set_before_revision(resource.ties.revision);
  }
  if (resource.after) change.set_after(resource.after->body);
}

// What the log says of a transaction: the changes of its row, and the parts after it.
struct Logged {
  Scratch scratch;
  v1::LogChanges& row = scratch.Make<v1::LogChanges>();
  std::vector<LogPart> parts;
};

void AddChanges(const Pending& pending, Logged& logged) {
  Scratch scratch;
  auto& part = scratch.Make<v1::LogChanges>();
  v1::LogChanges* changes = &logged.row;
  size_t bytes = 0;
  for (const auto& [id, resource] : pending.resources()) {
    if (resource.named->kind == Kind::kTopic || !Changed(resource)) continue;
    const size_t added = ImageBytes(resource);
    if (bytes > 0 && bytes + added > kPartBytes) {
      if (!logged.parts.empty()) logged.parts.back().changes = part.SerializeAsString();
      part.Clear();
      changes = &part;
      logged.parts.push_back({.first = id, .changes = ""});
      bytes = 0;
    }
    bytes += added;
    AddChange(resource, *changes);
  }
  if (!logged.parts.empty()) logged.parts.back().changes = part.SerializeAsString();
  logged.row.set_more_parts(static_cast<int32_t>(logged.parts.size()));
}

// How much of it is written, besides the rows.
size_t BytesOf(const RevisionWrite& write) {
  size_t bytes = write.changes.size() + write.answer.size() + write.written.size();
  for (const LogPart& part : write.parts) bytes += part.changes.size();
  return bytes;
}

}  // namespace

absl::Status Flush(Memory& memory, Journal& journal, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   Flushed& flushed) {
  Scratch scratch;
  auto& rows = scratch.Make<v1::WrittenRows>();
  RevisionWrite write{.revision = revision, .time = transaction.now(), .options = options};
  AddRows(transaction.pending(), revision.number, memory.indexes, rows, write.rows);
  for (const RowWrite& row : write.rows) write.kinds.Add(row.resource->kind);
  Logged logged;
  AddChanges(transaction.pending(), logged);
  const bool request = !options.request_id.empty();
  const std::string changes = logged.row.SerializeAsString(), written = rows.SerializeAsString();
  // It refers to images of the row alone, so that a replay reads no parts.
  const std::string abridged = request ? AbridgeAnswer(answer, AfterImages(logged.row)) : "";
  write.changes = changes;
  write.written = written;
  write.answer = abridged;
  write.parts = std::move(logged.parts);
  RETURN_IF_ERROR(journal.Append(write));
  flushed.bytes += BytesOf(write);
  flushed.kinds.Add(write.kinds);
  if (request) {
    memory.indexes.requests().Add(RequestIndex::KeyOf(options.principal, options.request_id),
                                  revision.number, transaction.now());
  }
  memory.position.revision = revision;
  memory.position.time = transaction.now();
  return absl::OkStatus();
}

}  // namespace taqvim::storage
