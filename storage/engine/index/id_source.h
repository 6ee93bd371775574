// Iterators over sorted resource ids, with seek.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "storage/engine/index/link_index.h"
#include "storage/resource.h"

namespace taqvim::storage {

class IdSource {
 public:
  static constexpr ResourceId kEnd = std::numeric_limits<ResourceId>::max();

  virtual ~IdSource() = default;
  // The least of its ids that is not below `id`; kEnd for none. `id` may only grow from
  // call to call.
  virtual ResourceId Seek(ResourceId id) = 0;
  // About how many it has.
  virtual size_t size() const = 0;
};

// An iterator over the resources above `after` that have one of the links, as of the
// revision, and over `ids`, which may be unsorted and have duplicates.
std::unique_ptr<IdSource> MakeIdSource(const LinkIndex& index, const std::vector<Link>& links,
                                       std::vector<ResourceId> ids, ResourceId after,
                                       int64_t revision);

}  // namespace taqvim::storage
