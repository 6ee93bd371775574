#include "storage/engine/write/pending.h"

namespace taqvim::storage {
namespace {

int64_t BytesOf(const std::shared_ptr<const Resource>& resource) {
  return resource == nullptr ? 0 : static_cast<int64_t>(resource->body.size());
}

}  // namespace

const PendingResource* Pending::Find(ResourceId id) const {
  auto found = resources_.find(id);
  return found == resources_.end() ? nullptr : &found->second;
}

const PendingResource* Pending::Find(Kind kind, std::string_view name) const {
  if (names_.empty()) return nullptr;
  auto found = names_.find(Name(kind, name));
  return found == names_.end() ? nullptr : Find(found->second);
}

PendingResource& Pending::Add(ResourceId id, std::shared_ptr<const Resource> before, Ties ties) {
  PendingResource& pending = resources_[id];
  pending.before = before;
  pending.after = std::move(before);
  pending.facets_before = ties.facets;
  pending.ties = std::move(ties);
  SetAfter(id, pending.before);
  return pending;
}

void Pending::CountImages(const PendingResource& pending, int sign) {
  if (pending.before == pending.after) return;
  bytes_before_ += sign * BytesOf(pending.before);
  bytes_after_ += sign * BytesOf(pending.after);
}

void Pending::SetAfter(ResourceId id, std::shared_ptr<const Resource> after) {
  PendingResource& pending = Touched(id);
  CountImages(pending, -1);
  pending.after = std::move(after);
  CountImages(pending, +1);
  if (pending.named != nullptr || pending.after == nullptr) return;
  pending.named = pending.after;
  names_[Name(pending.named->kind, pending.named->name)] = id;
}

}  // namespace taqvim::storage
