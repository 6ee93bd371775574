// Index of resources by the time at which they are due, in memory; rebuilt from the
// resources when the store opens.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/claim.h"
#include "storage/engine/index/versioned_index.h"

namespace taqvim::storage {

// For the writer's thread.
class DueIndex {
 public:
  // `due` is not 0.
  void Add(ResourceId id, int64_t due, int64_t revision);
  // Adds an entry that is stored when the store opens.
  void Load(ResourceId id, int64_t due);
  // The entry must be there.
  void Remove(ResourceId id, int64_t due, int64_t revision);

  using Left = absl::FunctionRef<bool(ResourceId)>;
  // The resources that are due by then, in seconds since the epoch, the earliest first,
  // without those for which `left_out` is true; at most `limit`.
  std::vector<ResourceId> By(int64_t until, int limit, Left left_out) const;
  // When the first of all that are not left out is due; nullopt when none is.
  std::optional<int64_t> Earliest(Left left_out) const;

  using Mark = size_t;
  Mark mark() const { return index_.mark(); }
  void UndoTo(Mark mark) { index_.UndoTo(mark); }
  void Commit(int64_t revision) { index_.Commit(revision); }
  void Purge(int64_t oldest) { index_.Purge(oldest); }

 private:
  struct Key {
    int64_t due;
    ResourceId id;
    uint32_t serial;  // apart from earlier entries that are alike but removed
    auto operator<=>(const Key&) const = default;
  };
  struct Nothing {};
  using Index = VersionedIndex<Key, Nothing>;

  // All entries are in one shard.
  static constexpr int64_t kShard = 0;

  Index index_;
  uint32_t next_serial_ = 1;
};

}  // namespace taqvim::storage
