#include "storage/sqlite/pending.h"

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

const PendingClaims* Pending::FindClaims(ResourceId owner) const {
  auto found = claims_.find(owner);
  return found == claims_.end() ? nullptr : &found->second;
}

PendingResource& Pending::Add(ResourceId id, std::shared_ptr<const Resource> before,
                              std::vector<Link> links) {
  image_bytes_ += BytesOf(before);
  PendingResource& pending = resources_[id];
  pending.before = std::move(before);
  pending.links_before = links;
  pending.links_after = std::move(links);
  return pending;
}

void Pending::SetAfter(ResourceId id, std::shared_ptr<const Resource> after) {
  PendingResource& pending = Touched(id);
  image_bytes_ += BytesOf(after) - BytesOf(pending.after);
  if (pending.named == nullptr) pending.named = after != nullptr ? after : pending.before;
  names_[Name(pending.named->kind, pending.named->name)] = id;
  pending.after = std::move(after);
}

}  // namespace taqvim::storage
