// `Rows` of the tables, over one connection; snapshots and the writer share its queries.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/index/name_index.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/journal/rows.h"
#include "storage/snapshot.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/tables/history.h"

namespace taqvim::storage {

// For one thread at a time. Reads what its connection's transaction sees.
class TableReader final : public Rows {
 public:
  static absl::StatusOr<std::unique_ptr<TableReader>> Create(Connection& connection,
                                                             const NameIndex& names);

  absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind, std::string_view name) override;
  absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) override;
  absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) override;
  absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) override;
  absl::StatusOr<Ties> TiesOf(ResourceId id) override;
  absl::StatusOr<HistoryPage> History(const HistoryQuery& query) override;
  absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) override;

  // The newest row of the log: its revision and time. Zeros without one.
  absl::StatusOr<JournalReader::Newest> NewestRevision();

 private:
  TableReader(Connection& connection, const NameIndex& names, absl::Status& status);

  const NameIndex& names_;
  Statement find_by_id_;
  Statement list_events_;
  Statement list_rare_;
  Statement list_prefix_;
  Statement claims_of_;
  Statement ties_of_;
  Statement newest_;
  Statement revision_at_;
  TableHistory history_;
};

}  // namespace taqvim::storage
