// Index of links by their target, in memory; rebuilt from the rows of their sources
// when the store opens.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "storage/engine/index/versioned_index.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Edits are for the writer's thread; searches for all, at a revision.
class LinkIndex {
 public:
  void Add(ResourceId source, const Link& link, int64_t revision);
  // Adds a link that is stored when the store opens.
  void Load(ResourceId source, const Link& link);
  // The link must be there.
  void Remove(ResourceId source, const Link& link, int64_t revision);

  // The sources of links to the target in one of the roles (none: in any),
  // each once, ordered, above `after`; at most `limit`.
  std::vector<ResourceId> Referrers(ResourceId target, const std::vector<LinkRole>& roles,
                                    ResourceId after, int limit, int64_t revision) const;

  // About how many links there are to the target, whatever their role.
  size_t Count(ResourceId target) const { return index_.Count(target); }

  using Mark = size_t;
  Mark mark() const { return index_.mark(); }
  void UndoTo(Mark mark) { index_.UndoTo(mark); }
  void Commit(int64_t revision) { index_.Commit(revision); }
  void Purge(int64_t oldest) { index_.Purge(oldest); }

 private:
  struct Key {
    ResourceId source;
    LinkRole role;
    uint32_t serial;  // apart from earlier links that are alike but removed
    auto operator<=>(const Key&) const = default;
  };
  struct Nothing {};

  using Index = VersionedIndex<Key, Nothing>;

  Index index_;
  uint32_t next_serial_ = 1;
};

}  // namespace taqvim::storage
