// `Rows` of the tables, with an open group on top of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/name_index.h"
#include "storage/engine/journal/history.h"
#include "storage/engine/journal/rows.h"
#include "storage/postgres/journal/group.h"
#include "storage/postgres/tables/row_cache.h"
#include "storage/postgres/tables/table_reader.h"

namespace taqvim::storage::postgres {

// For one thread at a time.
class TableRows final : public Rows, private HistorySource {
 public:
  // `group` may be nullptr; all that is given outlives this.
  TableRows(Asker& asker, const NameIndex& names, const Group* group)
      : tables_(asker), names_(names), group_(group), cache_(kCachedBytes) {}

  // The row with what the group did to it; nullptr when there is none.
  absl::StatusOr<StoredRowPtr> RowOf(ResourceId id);
  // The same without the group.
  absl::StatusOr<StoredRowPtr> RowBefore(ResourceId id);
  // Rows that were read, as they are without the group, so that none is asked for twice.
  RowCache& cache() { return cache_; }

  absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind, std::string_view name) override;
  absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) override;
  absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) override;
  absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) override;
  absl::StatusOr<Ties> TiesOf(ResourceId id) override;
  absl::StatusOr<HistoryPage> History(const HistoryQuery& query) override;
  absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) override;

 private:
  static constexpr size_t kCachedBytes = 32 << 20;

  absl::StatusOr<int64_t> BodyRevision(ResourceId id) override;
  absl::StatusOr<int64_t> DeletionBefore(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int64_t> DeletionAfter(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id) override;
  absl::StatusOr<bool> ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                               int64_t& max_bytes) override;
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes) override;

  // nullptr where the group did not append it.
  const GroupRevision* InGroup(int64_t revision) const;
  // The revisions of the group that deleted one of the name, in order.
  std::vector<int64_t> DeletionsOfGroup(const HistoryQuery& query) const;

  TableReader tables_;
  const NameIndex& names_;
  const Group* const group_;
  RowCache cache_;
};

}  // namespace taqvim::storage::postgres
