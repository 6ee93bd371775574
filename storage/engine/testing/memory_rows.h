// `Rows` of a database in memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/journal/history.h"
#include "storage/engine/journal/rows.h"
#include "storage/engine/testing/memory_database.h"

namespace taqvim::storage::testing {

// What a group has appended and not committed.
struct MemoryGroup {
  std::vector<MemoryRevisionPtr> revisions;
  std::map<ResourceId, MemoryRowPtr> rows;
};

// As of a revision of the database, with a group on top of it. For one thread at a time.
class MemoryRows final : public Rows, private HistorySource {
 public:
  // `group` may be nullptr; all that is given outlives this.
  MemoryRows(const MemoryDatabase& database, const MemoryGroup* group)
      : database_(database), group_(group) {}

  void SetRevision(int64_t revision) { revision_ = revision; }
  // nullptr when there is none.
  MemoryRowPtr RowOf(ResourceId id) const;
  // nullptr where the log does not have it.
  MemoryRevisionPtr LogOf(int64_t number) const;

  absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind, std::string_view name) override;
  absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) override;
  absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) override;
  absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) override;
  absl::StatusOr<Ties> TiesOf(ResourceId id) override;
  absl::StatusOr<HistoryPage> History(const HistoryQuery& query) override;
  absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) override;

 private:
  absl::StatusOr<int64_t> BodyRevision(ResourceId id) override;
  absl::StatusOr<int64_t> DeletionBefore(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int64_t> DeletionAfter(const HistoryQuery& query, int64_t revision) override;
  absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id) override;
  absl::StatusOr<bool> ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                               int64_t& max_bytes) override;
  absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes) override;

  // The revisions of the group that deleted one of the name, in order.
  std::vector<int64_t> DeletionsOfGroup(const HistoryQuery& query) const;

  const MemoryDatabase& database_;
  const MemoryGroup* const group_;
  int64_t revision_ = 0;
};

// The log's row, without its parts. DATA_LOSS when it is damaged.
absl::StatusOr<LogEntry> EntryOf(const MemoryRevision& revision);

}  // namespace taqvim::storage::testing
