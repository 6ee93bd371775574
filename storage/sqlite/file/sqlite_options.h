// How a store on an SQLite file works.
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

}  // namespace taqvim::storage
