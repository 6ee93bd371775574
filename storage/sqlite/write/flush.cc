#include "storage/sqlite/write/flush.h"

#include <algorithm>
#include <string>
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

// What the log keeps of the row; what is in it is written to the table, too.
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

absl::Status FlushResource(WriterState& state, const PendingResource& pending, int64_t revision,
                           v1::WrittenRows& rows) {
  const bool changed = Changed(pending);
  const ResourceId id = pending.named->id;
  if (changed) state.memory.indexes.cache().Touch(id);
  const v1::WrittenRow& row = AddRow(pending, rows);
  if (pending.after == nullptr) {
    state.memory.indexes.names().Remove(pending.before->kind, pending.before->name, id);
    state.memory.indexes.facets().Remove(id, pending.before->kind, pending.facets_before);
    absl::Status status = state.writer->DeleteResource(id);
    // Topics have no history.
    if (!status.ok() || pending.before->kind == Kind::kTopic) return status;
    return state.writer->InsertDeletion(*pending.before, revision);
  }
  const StoredTies ties{.due = row.due(), .links = row.links(), .claims = row.claims()};
  const bool refaceted = pending.before == nullptr || pending.facets_before != pending.ties.facets;
  if (refaceted) state.memory.indexes.facets().Add(id, pending.after->kind, pending.ties.facets);
  if (pending.before != nullptr) {
    if (refaceted)
      state.memory.indexes.facets().Remove(id, pending.before->kind, pending.facets_before);
    const int64_t written = changed ? revision : pending.ties.revision;
    return state.writer->UpdateResource(*pending.after, ties, written);
  }
  state.memory.indexes.names().Add(pending.after->kind, pending.after->name, id);
  return state.writer->InsertResource(*pending.after, ties, revision);
}

// Deletions first: their names may be taken again.
absl::Status FlushResources(WriterState& state, const Pending& pending, int64_t revision,
                            v1::WrittenRows& rows) {
  bool deleted = false;
  for (bool deletes : {true, false}) {
    for (const auto& [id, resource] : pending.resources()) {
      if (deletes != (resource.after == nullptr) || !Writes(resource)) continue;
      RETURN_IF_ERROR(FlushResource(state, resource, revision, rows));
      deleted |= deletes;
    }
  }
  if (deleted) {
    std::sort(rows.mutable_rows()->pointer_begin(), rows.mutable_rows()->pointer_end(),
              [](const v1::WrittenRow* a, const v1::WrittenRow* b) { return a->id() < b->id(); });
  }
  return absl::OkStatus();
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

absl::Status FlushParts(WriterState& state, int64_t revision, const std::vector<LogPart>& parts,
                        size_t& bytes) {
  for (size_t i = 0; i < parts.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    RETURN_IF_ERROR(state.writer->InsertLogPart(revision, number, parts[i]));
    bytes += parts[i].changes.size();
  }
  return absl::OkStatus();
}

// An answer refers to images of the row alone, so that a replay reads no parts.
absl::Status FlushHistory(WriterState& state, const WriteTransaction& transaction,
                          const WriteOptions& options, Revision revision, std::string_view answer,
                          std::string_view rows, size_t& bytes) {
  Logged logged;
  AddChanges(transaction.pending(), logged);
  const std::string images = logged.row.SerializeAsString();
  const bool request = !options.request_id.empty();
  const std::string abridged = request ? AbridgeAnswer(answer, AfterImages(logged.row)) : "";
  bytes += images.size() + abridged.size() + rows.size();
  absl::Status status =
      state.writer->InsertLog({revision, transaction.now(), options, images, abridged, rows});
  if (status.ok()) status = FlushParts(state, revision.number, logged.parts, bytes);
  if (status.ok() && request) {
    state.memory.indexes.requests().Add(RequestIndex::KeyOf(options.principal, options.request_id),
                                        revision.number, transaction.now());
  }
  return status;
}

}  // namespace

absl::Status Flush(WriterState& state, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes) {
  Scratch scratch;
  auto& rows = scratch.Make<v1::WrittenRows>();
  absl::Status status = FlushResources(state, transaction.pending(), revision.number, rows);
  if (status.ok()) {
    status = FlushHistory(state, transaction, options, revision, answer, rows.SerializeAsString(),
                          image_bytes);
  }
  if (!status.ok()) return status;
  state.memory.position.revision = revision;
  state.memory.position.time = transaction.now();
  return status;
}

}  // namespace taqvim::storage
