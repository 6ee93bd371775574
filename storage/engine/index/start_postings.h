// Index of resource ids by the seconds at which they begin, in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/btree_set.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// Starts in order, some of them several times. Not thread-safe.
class StartPostings {
 public:
  void Add(const std::vector<int64_t>& seconds, ResourceId id);
  // They must be there; of several equal ones, one is removed.
  void Erase(const std::vector<int64_t>& seconds, ResourceId id);

  // The first `most` starts after that one, each once.
  std::vector<Start> After(const Start& start, size_t most) const;

 private:
  absl::btree_multiset<Start> starts_;
};

}  // namespace taqvim::storage
