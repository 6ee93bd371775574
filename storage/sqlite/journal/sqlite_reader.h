// Reader of a journal on SQLite: a read-only connection with its statements.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/name_index.h"
#include "storage/engine/journal/journal.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/tables/table_reader.h"

namespace taqvim::storage {

// A snapshot is a transaction of its connection.
class SqliteReader final : public JournalReader {
 public:
  // The names outlive the reader.
  static absl::StatusOr<std::unique_ptr<JournalReader>> Open(const SqliteOptions& options,
                                                             const NameIndex& names);

  absl::StatusOr<Newest> Begin() override;
  Rows& rows() override { return *tables_; }
  void End() override;

 private:
  SqliteReader(std::unique_ptr<Connection> connection, absl::Status& status);

  const std::unique_ptr<Connection> connection_;
  Statement begin_;
  Statement end_;
  std::unique_ptr<TableReader> tables_;
};

}  // namespace taqvim::storage
