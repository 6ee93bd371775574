// Overlay of a running transaction: what it has changed and not given to the journal
// yet.
//
// A transaction gives rows to the journal only after its function has succeeded, so a
// refused write or a dry run costs nothing to undo.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "storage/engine/bytes/ties.h"
#include "storage/resource.h"

namespace taqvim::storage {

// A resource that the transaction has touched.
struct PendingResource {
  std::shared_ptr<const Resource> before;  // nullptr: it was not there
  std::shared_ptr<const Resource> after;   // nullptr: it is deleted
  std::shared_ptr<const Resource> named;   // one of those it has been: its name and kind
  std::optional<Facets> facets_before;
  Ties ties;  // as they become
  bool ties_changed = false;
};

class Pending {
 public:
  // The entry of a resource; nullptr when it was not touched.
  const PendingResource* Find(ResourceId id) const;
  // The same by name: the entry of the resource that has or had it last.
  const PendingResource* Find(Kind kind, std::string_view name) const;

  // Adds an entry for a resource that was not touched yet, in its stored state;
  // `before` is nullptr for a new one.
  PendingResource& Add(ResourceId id, std::shared_ptr<const Resource> before, Ties ties);
  PendingResource& Touched(ResourceId id) { return resources_.find(id)->second; }
  // Sets what the resource becomes; nullptr deletes it.
  void SetAfter(ResourceId id, std::shared_ptr<const Resource> after);

  // By id.
  const absl::btree_map<ResourceId, PendingResource>& resources() const { return resources_; }
  // The bytes of the images before all changes, and of those after.
  int64_t bytes_before() const { return bytes_before_; }
  int64_t bytes_after() const { return bytes_after_; }

 private:
  // Adds the images of an entry that changes something, or takes them away.
  void CountImages(const PendingResource& pending, int sign);

  using Name = std::pair<Kind, std::string_view>;
  absl::btree_map<ResourceId, PendingResource> resources_;
  absl::flat_hash_map<Name, ResourceId> names_;  // views into `named`
  int64_t bytes_before_ = 0;
  int64_t bytes_after_ = 0;
};

}  // namespace taqvim::storage
