// A reader: runs reads, each on a snapshot of its own.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/indexes.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/engine/read/reader_snapshot.h"
#include "storage/engine/read/turns.h"
#include "storage/store.h"

namespace taqvim::storage {

// A read that waits in the queue.
struct QueuedRead {
  ReadOptions options;
  // So long after the environment's fixed moment.
  absl::Duration deadline;
  ReadFunction function;
  ReadCallback done;
  Turn turn = {};
};

// For one thread at a time.
class ReaderSession {
 public:
  struct Shared {
    const EngineOptions& options;
    Head& head;
    const Indexes& indexes;
    DueClock& clock;
    const std::string& store_id;
  };
  ReaderSession(const Shared& shared, std::unique_ptr<JournalReader> reader)
      : shared_(shared), reader_(std::move(reader)) {}

  // The outcome of a read, and the revision that it saw: that must outlive the process before
  // the read is answered, whatever the status. 0 when it saw none.
  struct Result {
    absl::Status status;
    int64_t revision = 0;
  };
  // Runs the function on a snapshot of the newest committed revision. Does not
  // call `done`.
  Result Run(QueuedRead& read);

 private:
  Result RunOnSnapshot(QueuedRead& read);

  const Shared shared_;
  const std::unique_ptr<JournalReader> reader_;
};

}  // namespace taqvim::storage
