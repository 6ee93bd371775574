#include "storage/engine/index/resource_cache.h"

namespace taqvim::storage {

void ResourceCache::Generation::Insert(const std::shared_ptr<const Resource>& resource) {
  Take(resource->id);  // the name's view must not outlive its resource
  by_name.emplace(Name(resource->kind, resource->name), resource->id);
  by_id.emplace(resource->id, resource);
}

std::shared_ptr<const Resource> ResourceCache::Generation::Take(ResourceId id) {
  auto found = by_id.find(id);
  if (found == by_id.end()) return nullptr;
  std::shared_ptr<const Resource> resource = std::move(found->second);
  by_name.erase(Name(resource->kind, resource->name));
  by_id.erase(found);
  return resource;
}

std::shared_ptr<const Resource> ResourceCache::Find(Kind kind, std::string_view name) {
  if (auto found = young_.by_name.find({kind, name}); found != young_.by_name.end()) {
    return young_.by_id.find(found->second)->second;
  }
  auto found = old_.by_name.find({kind, name});
  return found == old_.by_name.end() ? nullptr : FindById(found->second);
}

std::shared_ptr<const Resource> ResourceCache::FindById(ResourceId id) {
  if (auto found = young_.by_id.find(id); found != young_.by_id.end()) return found->second;
  std::shared_ptr<const Resource> resource = old_.Take(id);
  if (resource != nullptr) Insert(resource);
  return resource;
}

void ResourceCache::Insert(const std::shared_ptr<const Resource>& resource) {
  if (touched_.contains(resource->id)) return;
  if (young_.by_id.size() >= limit_) {
    old_ = std::move(young_);
    young_ = Generation();
  }
  old_.Take(resource->id);
  young_.Insert(resource);
}

void ResourceCache::Touch(ResourceId id) {
  young_.Take(id);
  old_.Take(id);
  if (touched_.insert(id).second) touches_.push_back(id);
}

void ResourceCache::UndoTo(Mark mark) {
  for (; touches_.size() > mark; touches_.pop_back()) touched_.erase(touches_.back());
}

}  // namespace taqvim::storage
