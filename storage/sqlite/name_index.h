// Which resource has a name, in memory, so that finding one by its name, or that
// a name is free, costs no index on disk.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/synchronization/mutex.h"
#include "storage/store.h"

namespace taqvim::storage {

// Knows names by a hash, and forgets none while the store is open: what it finds
// may be gone, not committed yet, or have another name, so the row has the last
// word. That makes it right for every snapshot. Additions are for the writer's
// thread; searches for all.
class NameIndex {
 public:
  using Ids = absl::InlinedVector<ResourceId, 1>;

  // What may have that name, the latest first.
  Ids MayHave(Kind kind, std::string_view name) const;
  void Add(Kind kind, std::string_view name, ResourceId id);

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, ResourceId> latest_;
  // What had it, or a name of the same hash, before; the latest last.
  absl::flat_hash_map<uint64_t, std::vector<ResourceId>> earlier_;
};

}  // namespace taqvim::storage
