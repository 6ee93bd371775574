// Multimap from 64-bit hashes to resource ids, with mostly one id for a hash.
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

  // The ids of the hash, the latest first.
  Ids Find(uint64_t hash) const;
  void Add(uint64_t hash, ResourceId id);
  // Reserves memory for that many hashes.
  void Reserve(size_t count) { latest_.reserve(count); }
  // The pair must be there; of several equal ones, one is removed.
  void Erase(uint64_t hash, ResourceId id);

 private:
  absl::flat_hash_map<uint64_t, ResourceId> latest_;
  // Those that came before, the latest last.
  absl::flat_hash_map<uint64_t, std::vector<ResourceId>> earlier_;
};

}  // namespace taqvim::storage
