// Which resource has a name, in memory, so that finding one by its name, or that
// a name is free, costs no index on disk.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/resource.h"
#include "storage/sqlite/index/hash_owners.h"
#include "storage/sqlite/index/late_edits.h"

namespace taqvim::storage {

// Knows names by a hash, those of resources that are being made too, and those of
// deleted ones until no snapshot has them: what it finds may be gone, not committed
// yet, or have another name, so the row has the last word. That makes it right for
// every snapshot. Edits are for the writer's thread; searches for all.
class NameIndex {
 public:
  using Ids = HashOwners::Ids;

  // What may have that name, the latest first.
  Ids MayHave(Kind kind, std::string_view name) const;
  void Add(Kind kind, std::string_view name, ResourceId id);
  // One that is on disk when the store opens; `Expect` about how many come.
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
