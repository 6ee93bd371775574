// The store on one SQLite file, for one server.
//
// One thread writes: it runs queued writes in groups, each in one commit, and
// checkpoints between groups. One thread syncs each group, while the next runs,
// and one answers what is on disk. Readers run on threads of their own, on
// snapshots that they may hold for a short time only.
// Beside the data file stand SQLite's own `-wal` and `-shm` and a `-lock`. A second
// server is kept out by the lock of the data file itself (data_lock.h), and what
// others do to the files meanwhile is noticed (store_files.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/environment.h"
#include "storage/log_retention.h"
#include "storage/manual_store.h"
#include "storage/store.h"

namespace taqvim::storage {

struct SqliteOptions {
  // The data file.
  std::string path;
  // Whether it is made when it does not exist or is empty.
  bool create = false;
  Environment env = Environment::System();
  // The threads that read.
  int readers = 2;
  // How many writes, and how many reads, may be waiting for their answers.
  size_t queue_limit = 4096;

  // A group is committed when it has so many writes, when it has written so many
  // bytes, or when it has run for so long.
  size_t group_limit = 256;
  size_t group_bytes = 8 << 20;
  absl::Duration group_time = absl::Milliseconds(20);
  // Writes of at least this weight get a commit of their own.
  int heavy_weight = 64;

  // The write-ahead log is copied into the data file after so many pages, and
  // cut to nothing beyond the second number, as soon as readers let it.
  int64_t checkpoint_pages = 4000;
  int64_t wal_limit_pages = 64000;

  // How long a read may keep its snapshot, in processor time of its thread: one that
  // the system does not run uses none up. From half of it on, the snapshot hurries.
  absl::Duration snapshot_budget = absl::Milliseconds(50);

  // What of the log is kept. It is looked at every so often, and given up in steps
  // of 64 revisions or 1 MiB, between groups.
  LogRetention log;
  absl::Duration log_pause = absl::Minutes(1);

  // The name of a registered SQLite file layer; empty for the system's.
  std::string vfs;
  // How often it is looked whether the files are still what they were, besides
  // before each answer.
  absl::Duration files_pause = absl::Milliseconds(400);
  // Called once, on a store's thread or that which closes it, when the disk has
  // failed so that the outcome of writes is unknown, or others have laid hands on
  // the files. The store answers nothing any more: end the
  // process, so that the next start recovers what is on disk.
  std::function<void(const absl::Status&)> fatal;
  // Called on a store's threads with what an operator should look at while the
  // store goes on: the clock has jumped, or the duty fails.
  std::function<void(const absl::Status&)> alarm;
};

// Opens the file, or makes it, and starts the threads. NOT_FOUND: it is missing or
// empty, and not to be made, or its directory is missing. PERMISSION_DENIED: the file
// or its directory cannot be written. FAILED_PRECONDITION: the file is no database, of
// another program, of a newer version, or locked by a running server. DATA_LOSS: it is
// damaged. A file that is not ours or newer is left as it is, byte for byte.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(SqliteOptions options);

// The same without threads.
absl::StatusOr<std::unique_ptr<ManualStore>> OpenManualSqliteStore(SqliteOptions options);

}  // namespace taqvim::storage
