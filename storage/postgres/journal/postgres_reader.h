// Reader of a journal on PostgreSQL.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/name_index.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/postgres/connection/connection.h"
#include "storage/postgres/journal/table_rows.h"
#include "storage/postgres/tables/asker.h"

namespace taqvim::storage::postgres {

// A snapshot is a read-only transaction of its connection, which it connects anew as often as it
// must. It may show what another server wrote and memory does not have yet; then it waits for that.
class PostgresReader final : public JournalReader, private Asker {
 public:
  // Returns when memory has that revision and it may be told, or with an error.
  using CatchUp = std::function<absl::Status(int64_t revision)>;

  // The names and the head outlive the reader.
  static absl::StatusOr<std::unique_ptr<JournalReader>> Open(const ConnectionSettings& settings,
                                                             const NameIndex& names,
                                                             const Head& head, CatchUp catch_up);

  absl::StatusOr<Newest> Begin() override;
  Rows& rows() override { return rows_; }
  void End() override;

 private:
  PostgresReader(const ConnectionSettings& settings, const NameIndex& names, const Head& head,
                 CatchUp catch_up)
      : settings_(settings),
        head_(head),
        catch_up_(std::move(catch_up)),
        rows_(*this, names, nullptr) {}

  absl::StatusOr<Result> Ask(const Statement& statement, const Parameters& parameters) override;
  // Opens the snapshot; its newest revision.
  absl::StatusOr<Newest> Snapshot();

  const ConnectionSettings settings_;
  const Head& head_;
  const CatchUp catch_up_;
  std::unique_ptr<Connection> connection_;
  TableRows rows_;
};

}  // namespace taqvim::storage::postgres
