// Index of resources by name, in memory, so that finding one by its name, or that a
// name is free, needs no index on disk.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/index/hash_owners.h"
#include "storage/engine/index/late_edits.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Returns candidates, which the caller must check against their rows: it knows names by
// their hashes, and holds them from before they are committed until no snapshot has
// them. So what it finds may be deleted, not committed yet, or have another name. Edits
// are for the writer's thread; searches for all.
class NameIndex {
 public:
  using Ids = HashOwners::Ids;

  // The resources that may have that name, the latest first.
  Ids MayHave(Kind kind, std::string_view name) const;
  void Add(Kind kind, std::string_view name, ResourceId id);
  // Adds a name that is stored when the store opens; `Expect` reserves memory for
  // about that many.
  void Load(Kind kind, std::string_view name, ResourceId id);
  void Expect(size_t count);
  // What has it no longer, once that is committed.
  void Remove(Kind kind, std::string_view name, ResourceId id);

  using Mark = LateMark;
  Mark mark() const { return edits_.mark(); }
  void UndoTo(const Mark& mark);
  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) { edits_.Commit(revision); }
  // Forgets what is removed for every reader at `oldest` or later.
  void Purge(int64_t oldest);

 private:
  struct Owner {
    uint64_t hash;
    ResourceId id;
  };

  mutable absl::Mutex mutex_;
  HashOwners owners_ ABSL_GUARDED_BY(mutex_);
  LateEdits<Owner> edits_;
};

}  // namespace taqvim::storage
