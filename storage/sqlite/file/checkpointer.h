// Checkpointer: copies the write-ahead log into the data file between groups.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/store_files.h"

namespace taqvim::storage {

// For the writer's thread, on the writer's connection: SQLite 3.40 can corrupt a
// file when one connection restarts the log while another commits, so no other
// connection may checkpoint.
class Checkpointer {
 public:
  // Due after every `pages` pages of the log; empties the log beyond `limit` pages.
  // `files` is told of the log's length and of changes.
  Checkpointer(Connection& connection, StoreFiles& files, int64_t pages, int64_t limit);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Whether a checkpoint is due.
  bool due() const { return log_pages_ >= next_; }
  // Checkpoints. What was committed must be on disk. What readers or a full disk
  // prevent is done at a later call; UNAVAILABLE and other errors when the disk fails
  // or others have changed the files.
  absl::Status Run();

 private:
  static int OnCommit(void* self, sqlite3* db, const char* name, int pages);

  absl::Status Copy(bool empty);

  Connection& connection_;
  StoreFiles& files_;
  const int64_t pages_;
  const int64_t limit_;
  int64_t log_pages_ = 0;  // in the log after the latest commit
  int64_t next_ = 0;       // copy when there are so many
};

}  // namespace taqvim::storage
