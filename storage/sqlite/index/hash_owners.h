// Which resources have something, by a hash of it; mostly one does.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "storage/claim.h"

namespace taqvim::storage {

// Not thread-safe.
class HashOwners {
 public:
  using Ids = absl::InlinedVector<ResourceId, 1>;

  // The latest first.
  Ids Find(uint64_t hash) const;
  void Add(uint64_t hash, ResourceId id);
  // For so many hashes.
  void Reserve(size_t count) { latest_.reserve(count); }
  // It must be there; of several alike, one goes.
  void Erase(uint64_t hash, ResourceId id);

 private:
  absl::flat_hash_map<uint64_t, ResourceId> latest_;
  // Those that came before, the latest last.
  absl::flat_hash_map<uint64_t, std::vector<ResourceId>> earlier_;
};

}  // namespace taqvim::storage
