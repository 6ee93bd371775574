// Cache of the resources that the writer read lately, so that those that every booking
// names cost no query.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Holds committed rows only: what the running group has changed is dropped and not
// cached again before the group ends. Bounded: when the younger of two generations is
// full, the older is dropped, except what was asked for. For the writer's thread alone.
class ResourceCache {
 public:
  explicit ResourceCache(size_t generation_limit = 8192) : limit_(generation_limit) {}

  // nullptr on a miss.
  std::shared_ptr<const Resource> Find(Kind kind, std::string_view name);
  std::shared_ptr<const Resource> FindById(ResourceId id);
  // Adds a row as it is stored.
  void Insert(const std::shared_ptr<const Resource>& resource);

  // Drops a row that the running group has changed.
  void Touch(ResourceId id);
  // How many rows the running group has changed.
  using Mark = size_t;
  Mark mark() const { return touches_.size(); }
  void UndoTo(Mark mark);
  void Commit(int64_t /*revision*/) { UndoTo(0); }
  // It is bounded by itself.
  void Purge(int64_t /*oldest*/) {}

 private:
  using Name = std::pair<Kind, std::string_view>;
  struct Generation {
    absl::flat_hash_map<ResourceId, std::shared_ptr<const Resource>> by_id;
    absl::flat_hash_map<Name, ResourceId> by_name;  // views into by_id

    void Insert(const std::shared_ptr<const Resource>& resource);
    std::shared_ptr<const Resource> Take(ResourceId id);
  };

  size_t limit_;
  Generation young_;
  Generation old_;
  absl::flat_hash_set<ResourceId> touched_;
  std::vector<ResourceId> touches_;  // the same, in their order
};

}  // namespace taqvim::storage
