// Cache of rows as they are at one revision.
#pragma once

#include <cstddef>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "storage/postgres/tables/stored_row.h"

namespace taqvim::storage::postgres {

// Bounded: what it has is dropped when it would be more than so many bytes. For one thread.
class RowCache {
 public:
  explicit RowCache(size_t most_bytes) : most_bytes_(most_bytes) {}

  // nullopt when it does not know; nullptr when there is no such row.
  std::optional<StoredRowPtr> Find(ResourceId id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
  }
  void Put(ResourceId id, const StoredRowPtr& row) {
    Forget(id);
    const size_t bytes = BytesOf(row);
    if (bytes_ + bytes > most_bytes_) Clear();
    bytes_ += bytes;
    rows_.emplace(id, row);
  }
  void Forget(ResourceId id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return;
    bytes_ -= BytesOf(found->second);
    rows_.erase(found);
  }
  void Clear() {
    rows_.clear();
    bytes_ = 0;
  }

 private:
  static size_t BytesOf(const StoredRowPtr& row) {
    constexpr size_t kEntry = 64;
    if (row == nullptr) return kEntry;
    return kEntry + sizeof(StoredRow) + row->resource.body.size() + row->resource.name.size() +
           row->links.size() + row->claims.size();
  }

  const size_t most_bytes_;
  size_t bytes_ = 0;
  absl::flat_hash_map<ResourceId, StoredRowPtr> rows_;
};

}  // namespace taqvim::storage::postgres
