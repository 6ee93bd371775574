// Options of what every back end has.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/environment.h"

namespace taqvim::storage {

struct EngineOptions {
  Environment env = Environment::System();
  // Without, nothing runs but when it is told to (storage/manual_store.h).
  bool threaded = true;
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
  // How long an idle store waits before it asks its journal what others have written.
  absl::Duration follow_pause = absl::Seconds(1);

  // How long a read may hold its snapshot, in processor time of its thread: waiting for
  // the processor does not count. From half of it on, Snapshot::Hurries is true.
  absl::Duration snapshot_budget = absl::Milliseconds(50);

  // Called once, on a store's thread or the one that closes it, when the store has failed
  // (engine/log/head.h) and answers nothing any more.
  std::function<void(const absl::Status&)> fatal;
  // Called on the store's threads with what an operator should know while the store
  // goes on: the clock has jumped, or the duty fails.
  std::function<void(const absl::Status&)> alarm;
};

}  // namespace taqvim::storage
