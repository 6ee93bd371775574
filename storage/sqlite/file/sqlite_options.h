// Options of a store on an SQLite file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/environment.h"
#include "storage/log_retention.h"

namespace taqvim::storage {

struct SqliteOptions {
  // The data file.
  std::string path;
  // Whether it is made when it does not exist or is empty.
  bool create = false;
  // Whether a file of an older schema is copied before it is brought forward
  // (file/schema.h); not where it is a copy itself, to be thrown away.
  bool copy_before_migration = true;
  Environment env = Environment::System();
  // The number of threads that read.
  int readers = 2;
  // The most writes, and the most reads, that may wait for their answers.
  size_t queue_limit = 4096;

  // A group is committed when it has this many writes, when it has written this many
  // bytes, or when it has run for this long.
  size_t group_limit = 256;
  size_t group_bytes = 8 << 20;
  absl::Duration group_time = absl::Milliseconds(20);
  // Writes of at least this weight get a commit of their own.
  int heavy_weight = 64;

  // The write-ahead log is copied into the data file after this many pages, and emptied
  // beyond the second number, as soon as readers allow it.
  int64_t checkpoint_pages = 4000;
  int64_t wal_limit_pages = 64000;

  // How long a read may hold its snapshot, in processor time of its thread: waiting for
  // the processor does not count. From half of it on, Snapshot::Hurries is true.
  absl::Duration snapshot_budget = absl::Milliseconds(50);

  // How much of the log is kept. It is measured after every pause, and trimmed in steps
  // of 64 revisions or 1 MiB, between groups.
  LogRetention log;
  absl::Duration log_pause = absl::Minutes(1);

  // The name of a registered SQLite file layer; empty for the system's.
  std::string vfs;
  // The pause between two checks of the store's files, besides those before each
  // answer.
  absl::Duration files_pause = absl::Milliseconds(400);
  // Called once, on a store's thread or the one that closes it, when the disk has
  // failed so that the outcome of writes is unknown, or others have changed the files.
  // The store answers nothing any more: end the process, so that the next start
  // recovers what is on disk.
  std::function<void(const absl::Status&)> fatal;
  // Called on the store's threads with what an operator should know while the store
  // goes on: the clock has jumped, or the duty fails.
  std::function<void(const absl::Status&)> alarm;
  // Called while the store opens, with a sentence that an operator may want to know though
  // nothing is wrong: that an older file was brought forward, and where it is kept as it was.
  std::function<void(const std::string&)> notice;
};

}  // namespace taqvim::storage
