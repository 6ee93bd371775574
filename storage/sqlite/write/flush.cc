#include "storage/sqlite/write/flush.h"

#include <string>

#include "storage/log.pb.h"
#include "storage/sqlite/file/scratch.h"
#include "storage/sqlite/tables/stored_answer.h"

namespace taqvim::storage {
namespace {

bool Changed(const PendingResource& pending) {
  if (pending.before == pending.after) return false;
  if (pending.before == nullptr || pending.after == nullptr) return true;
  return pending.before->body != pending.after->body ||
         pending.before->archived != pending.after->archived;
}

absl::Status FlushResource(WriterState& state, const PendingResource& pending, int64_t revision) {
  const bool changed = Changed(pending);
  if (!changed && !pending.ties_changed) return absl::OkStatus();
  const ResourceId id = pending.named->id;
  if (changed) state.indexes.cache().Touch(id);
  if (pending.after == nullptr) {
    if (pending.before == nullptr) return absl::OkStatus();
    state.indexes.names().Remove(pending.before->kind, pending.before->name, id);
    state.indexes.facets().Remove(id, pending.before->kind, pending.facets_before);
    absl::Status status = state.writer->DeleteResource(id);
    // Topics have no history.
    if (!status.ok() || pending.before->kind == Kind::kTopic) return status;
    return state.writer->InsertDeletion(*pending.before, revision);
  }
  const bool refaceted = pending.before == nullptr || pending.facets_before != pending.ties.facets;
  if (refaceted) state.indexes.facets().Add(id, pending.after->kind, pending.ties.facets);
  if (pending.before != nullptr) {
    if (refaceted) state.indexes.facets().Remove(id, pending.before->kind, pending.facets_before);
    const int64_t written = changed ? revision : pending.ties.revision;
    return state.writer->UpdateResource(*pending.after, pending.ties, written);
  }
  state.indexes.names().Add(pending.after->kind, pending.after->name, id);
  return state.writer->InsertResource(*pending.after, pending.ties, revision);
}

// Deletions first: their names may be taken again.
absl::Status FlushResources(WriterState& state, const Pending& pending, int64_t revision) {
  absl::Status status;
  for (bool deletes : {true, false}) {
    for (const auto& [id, resource] : pending.resources()) {
      if (status.ok() && deletes == (resource.after == nullptr)) {
        status = FlushResource(state, resource, revision);
      }
    }
  }
  return status;
}

void AddChanges(const Pending& pending, v1::LogChanges& changes) {
  for (const auto& [id, resource] : pending.resources()) {
    const Resource& named = *resource.named;
    if (named.kind == Kind::kTopic || !Changed(resource)) continue;
    v1::LogChange& change = *changes.add_changes();
    change.set_kind(static_cast<int32_t>(named.kind));
    change.set_name(named.name);
    if (resource.before) {
      change.set_before(resource.before->body);
      change.set_before_revision(resource.ties.revision);
    }
    if (resource.after) change.set_after(resource.after->body);
  }
}

absl::Status FlushHistory(WriterState& state, const WriteTransaction& transaction,
                          const WriteOptions& options, Revision revision, std::string_view answer,
                          size_t& bytes) {
  Scratch scratch;
  auto& changes = scratch.Make<v1::LogChanges>();
  AddChanges(transaction.pending(), changes);
  const std::string images = changes.SerializeAsString();
  const bool request = !options.request_id.empty();
  const std::string abridged = request ? AbridgeAnswer(answer, AfterImages(changes)) : "";
  bytes += images.size() + abridged.size();
  absl::Status status =
      state.writer->InsertLog({revision, transaction.now(), options, images, abridged});
  if (status.ok() && request) {
    state.indexes.requests().Add(RequestIndex::KeyOf(options.principal, options.request_id),
                                 revision.number, transaction.now());
  }
  return status;
}

}  // namespace

absl::Status Flush(WriterState& state, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes) {
  absl::Status status = FlushResources(state, transaction.pending(), revision.number);
  if (status.ok()) {
    status = FlushHistory(state, transaction, options, revision, answer, image_bytes);
  }
  if (!status.ok()) return status;
  state.position.revision = revision;
  state.position.time = transaction.now();
  return status;
}

}  // namespace taqvim::storage
