// Which names may be taken, in memory, so that a new name costs no SQL.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "storage/store.h"

namespace taqvim::storage {

// Knows names by a hash, and forgets none: a name that it has may be free all
// the same. For the writer's thread alone.
class KnownNames {
 public:
  bool MayHave(Kind kind, std::string_view name) const { return hashes_.contains(Of(kind, name)); }
  void Add(Kind kind, std::string_view name) { hashes_.insert(Of(kind, name)); }

 private:
  static uint64_t Of(Kind kind, std::string_view name) {
    return XXH3_64bits_withSeed(name.data(), name.size(), static_cast<uint64_t>(kind));
  }

  absl::flat_hash_set<uint64_t> hashes_;
};

}  // namespace taqvim::storage
