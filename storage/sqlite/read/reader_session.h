// A reader: a read-only connection with its statements.
#pragma once

#include <memory>
#include <string>

#include "storage/due_clock.h"
#include "storage/engine/index/indexes.h"
#include "storage/engine/read/turns.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/log/head.h"
#include "storage/sqlite/read/reader_snapshot.h"
#include "storage/sqlite/tables/table_reader.h"
#include "storage/store.h"

namespace taqvim::storage {

// A read that waits in the queue.
struct QueuedRead {
  ReadOptions options;
  ReadFunction function;
  ReadCallback done;
  Turn turn = {};
};

// For one thread at a time.
class ReaderSession {
 public:
  struct Shared {
    const SqliteOptions& options;
    Head& head;
    const Indexes& indexes;
    DueClock& clock;
    const std::string& store_id;
  };
  static absl::StatusOr<std::unique_ptr<ReaderSession>> Open(const Shared& shared);

  // The outcome of a read, and the revision that it saw: that must be on disk before
  // the read is answered, whatever the status. 0 when it saw none.
  struct Result {
    absl::Status status;
    int64_t revision = 0;
  };
  // Runs the function on a snapshot of the newest committed revision. Does not
  // call `done`.
  Result Run(QueuedRead& read);

 private:
  ReaderSession(const Shared& shared, std::unique_ptr<Connection> connection, absl::Status& status);
  Result RunInTransaction(QueuedRead& read);

  const Shared shared_;
  std::unique_ptr<Connection> connection_;
  Statement begin_;
  Statement end_;
  std::unique_ptr<TableReader> tables_;
};

}  // namespace taqvim::storage
