#include "storage/engine/index/link_index.h"

#include <algorithm>
#include <limits>

namespace taqvim::storage {

void LinkIndex::Add(ResourceId source, const Link& link, int64_t revision) {
  index_.Add({link.target, 0, {source, link.role, next_serial_++}}, {}, revision);
}

void LinkIndex::Load(ResourceId source, const Link& link) {
  index_.Load({link.target, 0, {source, link.role, next_serial_++}}, {});
}

void LinkIndex::Remove(ResourceId source, const Link& link, int64_t revision) {
  Index::Place place{link.target, 0, {}};
  index_.Read(link.target, kCurrent, [&](const Index::View& view) {
    view.Scan(0, {source, link.role, 0}, [&](const Key& key, Nothing) {
      place.key = key;
      return false;
    });
  });
  index_.Remove(place, revision);
}

std::vector<ResourceId> LinkIndex::Referrers(ResourceId target, const std::vector<LinkRole>& roles,
                                             ResourceId after, int limit, int64_t revision) const {
  std::vector<ResourceId> sources;
  if (limit <= 0 || after == std::numeric_limits<ResourceId>::max()) return sources;
  index_.Read(target, revision, [&](const Index::View& view) {
    view.Scan(0, {after + 1, LinkRole{}, 0}, [&](const Key& key, Nothing) {
      bool wanted = roles.empty() || std::find(roles.begin(), roles.end(), key.role) != roles.end();
      if (!wanted || (!sources.empty() && sources.back() == key.source)) return true;
      if (sources.size() == static_cast<size_t>(limit)) return false;
      sources.push_back(key.source);
      return true;
    });
  });
  return sources;
}

}  // namespace taqvim::storage
