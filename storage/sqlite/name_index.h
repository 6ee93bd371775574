// Which resource has a name, in memory, so that finding one by its name, or that
// a name is free, costs no index on disk.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/synchronization/mutex.h"
#include "storage/store.h"

namespace taqvim::storage {

// Knows names by a hash, those of resources that are being made too, and those of
// deleted ones until no snapshot has them: what it finds may be gone, not committed
// yet, or have another name, so the row has the last word. That makes it right for
// every snapshot. Edits are for the writer's thread; searches for all.
class NameIndex {
 public:
  using Ids = absl::InlinedVector<ResourceId, 1>;

  // What may have that name, the latest first.
  Ids MayHave(Kind kind, std::string_view name) const;
  void Add(Kind kind, std::string_view name, ResourceId id);
  // What has it no longer, once that is committed.
  void Remove(Kind kind, std::string_view name, ResourceId id);

  // Makes the edits final, or undoes them; `revision` is the newest that made any.
  void Commit(int64_t revision);
  void Undo();
  // Forgets what is removed for every reader at `oldest` or later.
  void Purge(int64_t oldest);

 private:
  struct Owner {
    uint64_t hash;
    ResourceId id;
  };
  struct Retired {
    int64_t revision;
    Owner owner;
  };

  void Erase(const Owner& owner);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, ResourceId> latest_;
  // What had it, or a name of the same hash, before; the latest last.
  absl::flat_hash_map<uint64_t, std::vector<ResourceId>> earlier_;
  // The writer's: the edits since the latest commit, and what they removed before,
  // by revision.
  std::vector<Owner> added_, removed_;
  std::deque<Retired> retired_;
};

}  // namespace taqvim::storage
