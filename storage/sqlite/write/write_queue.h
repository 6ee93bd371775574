// The writes that wait for their group.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/sqlite/read/turns.h"
#include "storage/store.h"

namespace taqvim::storage {

struct QueuedWrite {
  WriteOptions options;
  WriteFunction function;
  WriteCallback done;
  // What it read that is due, and is to be done before it is run again.
  std::vector<ResourceId> waits_for = {};
  Turn turn = {};
};

// Thread-safe. In turns of accounts (turns.h). Counts a write until it is
// answered, so that the limit bounds what waits in the queue, runs, and waits to be
// answered.
class WriteQueue {
 public:
  explicit WriteQueue(size_t limit) : limit_(limit) {}

  // Refused when closed (kClosing) or full (kQueueFull); the write is then left to
  // the caller.
  absl::Status Push(QueuedWrite& write);
  // Moves writes to the end of `taken`, at most `count` and no more than a good
  // share of what is not answered yet: while some are run, others are synced,
  // answered and received, and no processor has to wait. Where many are not
  // answered, waits until such a share is there, or nothing else can come before
  // it: what is done once a group, and each waking of a thread, then counts for
  // many. Waits as long as the duration at most, and not at all when some were put
  // back, the queue is closed or `Wake` was called.
  void Take(std::deque<QueuedWrite>& taken, size_t count, absl::Duration longest);
  // The same without waiting.
  void TakeNow(std::deque<QueuedWrite>& taken, size_t count);
  // What was taken and not run, to where it was; but what waits for more of what is due
  // takes another turn. Leaves `left` empty.
  void PutBack(std::deque<QueuedWrite>& left);
  // Lets the next `Take`, or the one that waits, return.
  void Wake();
  // So many writes are about to be answered.
  void Answered(size_t count);

  bool empty() const;
  // Whether another write would be refused.
  bool full() const;

  void Close();
  bool closed() const;

 private:
  size_t Share() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Whether what waits is worth a group.
  bool Gathered() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const size_t limit_;
  mutable absl::Mutex mutex_;
  Turns<QueuedWrite> queue_ ABSL_GUARDED_BY(mutex_);
  size_t outstanding_ ABSL_GUARDED_BY(mutex_) = 0;
  bool put_back_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
