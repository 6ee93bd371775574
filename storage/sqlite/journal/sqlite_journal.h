// Journal of a store on one SQLite file.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/tables/table_reader.h"
#include "storage/sqlite/tables/table_writer.h"

namespace taqvim::storage {

// A group is a transaction on the writer's connection, whose rows its later writes see in
// the tables. Nobody else writes to the file: where another connection did, the head fails.
// What is committed is in the write-ahead log; SqliteSync brings it to disk.
class SqliteJournal final : public Journal {
 public:
  // Loads the memory from the file, which the connection has open for writing, and publishes
  // where it is to the head. DATA_LOSS for a damaged file. All else outlives the journal; the
  // options name the file for readers.
  static absl::StatusOr<std::unique_ptr<SqliteJournal>> Open(std::unique_ptr<Connection> connection,
                                                             const SqliteOptions& options,
                                                             Memory& memory, Head& head,
                                                             StoreFiles& files);

  absl::StatusOr<std::unique_ptr<JournalReader>> OpenReader() override;
  Rows& rows() override { return *reader_; }
  absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(int64_t revision) override {
    return writer_->FindRequest(revision);
  }
  absl::StatusOr<std::vector<ForeignRevision>> Begin() override;
  absl::Status Append(const RevisionWrite& revision) override;
  bool is_open() const override { return connection_->in_transaction(); }
  CommitResult Commit(ResourceId next_id) override;
  void Rollback() override;
  // Never any: only looks whether another program has written.
  absl::StatusOr<std::vector<ForeignRevision>> Follow() override;

  // The writer's; for the writing thread, between groups.
  Connection& connection() { return *connection_; }

 private:
  SqliteJournal(std::unique_ptr<Connection> connection, const SqliteOptions& options,
                const Memory& memory, Head& head, StoreFiles& files)
      : options_(options),
        memory_(memory),
        head_(head),
        files_(files),
        connection_(std::move(connection)) {}

  // The statements, and the version of the data as they find it.
  absl::Status Prepare();
  // OK unless another connection has written since the memory was loaded; then the head has
  // failed.
  absl::Status CheckAlone();
  absl::Status AppendRow(const RowWrite& row, int64_t revision);
  // Writes from where on ids are free, where more are given out than the table says.
  absl::Status ReserveIds(ResourceId next_id);

  const SqliteOptions& options_;
  const Memory& memory_;
  Head& head_;
  StoreFiles& files_;
  // Members are destroyed from the last: statements before their connection.
  const std::unique_ptr<Connection> connection_;
  std::unique_ptr<TableReader> reader_;
  std::unique_ptr<TableWriter> writer_;
  // The data version as of which the memory was loaded: TableWriter::DataVersion.
  int64_t data_version_ = 0;
  // The table says that ids from here on are free; with the open group, and without.
  ResourceId reserved_id_ = 1;
  ResourceId committed_reserved_id_ = 1;
  // A commit's outcome is unknown, so that nothing may be taken back either.
  bool unknown_ = false;
};

}  // namespace taqvim::storage
