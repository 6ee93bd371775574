// Ids in order, from where they are asked for.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "storage/resource.h"
#include "storage/sqlite/index/link_index.h"

namespace taqvim::storage {

class IdSource {
 public:
  static constexpr ResourceId kEnd = std::numeric_limits<ResourceId>::max();

  virtual ~IdSource() = default;
  // The least of its ids from `id` on; kEnd for none. Ids that are asked for only
  // grow.
  virtual ResourceId Seek(ResourceId id) = 0;
  // About how many it has.
  virtual size_t size() const = 0;
};

// The resources above `after` that have one of the links, as of the revision, and
// those ids, which may be in any order and there twice.
std::unique_ptr<IdSource> MakeIdSource(const LinkIndex& index, const std::vector<Link>& links,
                                       std::vector<ResourceId> ids, ResourceId after,
                                       int64_t revision);

}  // namespace taqvim::storage
