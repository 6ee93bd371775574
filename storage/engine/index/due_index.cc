#include "storage/engine/index/due_index.h"

#include <limits>

namespace taqvim::storage {

void DueIndex::Add(ResourceId id, int64_t due, int64_t revision) {
  index_.Add({kShard, 0, {due, id, next_serial_++}}, {}, revision);
}

void DueIndex::Load(ResourceId id, int64_t due) {
  index_.Load({kShard, 0, {due, id, next_serial_++}}, {});
}

void DueIndex::Remove(ResourceId id, int64_t due, int64_t revision) {
  Index::Place place{kShard, 0, {}};
  index_.Read(kShard, kCurrent, [&](const Index::View& view) {
    view.Scan(0, {due, id, 0}, [&](const Key& key, Nothing) {
      place.key = key;
      return false;
    });
  });
  index_.Remove(place, revision);
}

std::vector<ResourceId> DueIndex::By(int64_t until, int limit, Left left_out) const {
  std::vector<ResourceId> ids;
  index_.Read(kShard, kCurrent, [&](const Index::View& view) {
    view.Scan(0, {std::numeric_limits<int64_t>::min(), 0, 0}, [&](const Key& key, Nothing) {
      if (key.due > until || ids.size() == static_cast<size_t>(limit)) return false;
      if (!left_out(key.id)) ids.push_back(key.id);
      return true;
    });
  });
  return ids;
}

std::optional<int64_t> DueIndex::Earliest(Left left_out) const {
  std::optional<int64_t> earliest;
  index_.Read(kShard, kCurrent, [&](const Index::View& view) {
    view.Scan(0, {std::numeric_limits<int64_t>::min(), 0, 0}, [&](const Key& key, Nothing) {
      if (left_out(key.id)) return true;
      earliest = key.due;
      return false;
    });
  });
  return earliest;
}

}  // namespace taqvim::storage
