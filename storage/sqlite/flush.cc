#include "storage/sqlite/flush.h"

#include <algorithm>
#include <string>

#include "storage/log.pb.h"

namespace taqvim::storage {
namespace {

bool Changed(const PendingResource& pending) {
  if (pending.before == pending.after) return false;
  if (pending.before == nullptr || pending.after == nullptr) return true;
  return pending.before->body != pending.after->body ||
         pending.before->archived != pending.after->archived;
}

absl::Status FlushResource(WriterState& state, ResourceId id, const PendingResource& pending) {
  if (!Changed(pending)) return absl::OkStatus();
  state.cache.Touch(id);
  if (pending.after == nullptr) return state.writer->DeleteResource(id);
  if (pending.before == nullptr) return state.writer->InsertResource(*pending.after);
  return state.writer->UpdateResource(*pending.after);
}

bool Contains(const std::vector<Link>& links, const Link& link) {
  return std::find(links.begin(), links.end(), link) != links.end();
}

absl::Status FlushLinks(TableWriter& writer, ResourceId id, const PendingResource& pending) {
  absl::Status status;
  for (const Link& link : pending.links_before) {
    if (status.ok() && !Contains(pending.links_after, link)) status = writer.DeleteLink(id, link);
  }
  for (const Link& link : pending.links_after) {
    if (status.ok() && !Contains(pending.links_before, link)) status = writer.InsertLink(id, link);
  }
  return status;
}

absl::Status FlushClaims(TableWriter& writer, ResourceId owner, const PendingClaims& pending,
                         bool is_new) {
  absl::Status status;
  if (pending.released && !is_new) status = writer.DeleteClaimsOf(owner);
  if (!status.ok() || pending.added.empty()) return status;
  int64_t seq = 0;
  if (!pending.released && !is_new) {
    absl::StatusOr<int64_t> next = writer.NextSeq(owner);
    if (!next.ok()) return next.status();
    seq = *next;
  }
  for (const Claim& claim : pending.added) {
    if (status.ok()) status = writer.InsertClaim(seq++, claim);
  }
  return status;
}

// Deletions first: their names may be taken again.
absl::Status FlushPending(WriterState& state, const WriteTransaction& transaction) {
  const auto& resources = transaction.pending().resources();
  absl::Status status;
  for (bool deletes : {true, false}) {
    for (const auto& [id, pending] : resources) {
      if (status.ok() && deletes == (pending.after == nullptr)) {
        status = FlushResource(state, id, pending);
      }
    }
  }
  for (const auto& [id, pending] : resources) {
    if (status.ok()) status = FlushLinks(*state.writer, id, pending);
  }
  for (const auto& [owner, pending] : transaction.pending().claims()) {
    if (status.ok()) {
      status = FlushClaims(*state.writer, owner, pending, transaction.IsNew(owner));
    }
  }
  return status;
}

std::string ChangesOf(const Pending& pending) {
  v1::LogChanges changes;
  for (const auto& [id, resource] : pending.resources()) {
    const Resource& named = *resource.named;
    if (named.kind == Kind::kTopic || !Changed(resource)) continue;
    v1::LogChange& change = *changes.add_changes();
    change.set_kind(static_cast<int32_t>(named.kind));
    change.set_name(named.name);
    if (resource.before) change.set_before(resource.before->body);
    if (resource.after) change.set_after(resource.after->body);
  }
  return changes.SerializeAsString();
}

absl::Status FlushHistory(WriterState& state, const LogRow& row, std::string_view answer) {
  absl::Status status = state.writer->InsertLog(row);
  if (!status.ok() || row.options.request_id.empty()) return status;
  status = state.writer->InsertRequest(row, answer);
  if (!status.ok()) return status;
  RequestIndex::Key key = RequestIndex::KeyOf(row.options.principal, row.options.request_id);
  state.requests.Add(key, row.revision.number, row.time);
  return status;
}

}  // namespace

absl::Status Flush(WriterState& state, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes) {
  absl::Status status = FlushPending(state, transaction);
  if (!status.ok()) return status;
  std::string changes = ChangesOf(transaction.pending());
  status = FlushHistory(state, {revision, transaction.now(), options, changes}, answer);
  if (!status.ok()) return status;
  image_bytes += changes.size() + answer.size();
  state.position.revision = revision;
  state.position.time = transaction.now();
  return status;
}

}  // namespace taqvim::storage
