// Bounded queue of writes, in which accounts take turns.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/engine/read/turns.h"
#include "storage/store.h"

namespace taqvim::storage {

// A write that waits in the queue.
struct QueuedWrite {
  WriteOptions options;
  // So long after the environment's fixed moment.
  absl::Duration deadline;
  WriteFunction function;
  WriteCallback done;
  // The resources that it read and that are due: the duty handles them before it runs
  // again.
  std::vector<ResourceId> waits_for = {};
  Turn turn = {};
};

// Thread-safe. Accounts take turns (turns.h). Counts a write until it is answered, so
// that the limit bounds what waits in the queue, runs, and waits to be answered.
class WriteQueue {
 public:
  explicit WriteQueue(size_t limit) : limit_(limit) {}

  // Refused when closed (kClosing) or full (kQueueFull); the write is then left to
  // the caller.
  absl::Status Push(QueuedWrite& write);
  // Moves writes to the end of `taken`: at most `count`, and at most a third of those
  // that are not answered yet (or 16), so that while some run, others are synced,
  // answered and received. When many are unanswered, waits until such a share has
  // arrived, or nothing else can come first: costs once for each group, and each waking
  // of a thread, are then shared by many. Waits at most `longest`, and not at all when
  // some were put back, the queue is closed or `Wake` was called.
  void Take(std::deque<QueuedWrite>& taken, size_t count, absl::Duration longest);
  // The same without waiting.
  void TakeNow(std::deque<QueuedWrite>& taken, size_t count);
  // Puts writes that were taken and not run back to their places; those that wait for
  // more of what is due get a new turn. Leaves `left` empty.
  void PutBack(std::deque<QueuedWrite>& left);
  // Ends the waiting of the present `Take`, or of the next.
  void Wake();
  // Counts writes as answered; called just before they are.
  void Answered(size_t count);

  bool empty() const;
  // How many wait, and how many are not answered yet, those among them.
  struct Size {
    size_t waiting = 0;
    size_t outstanding = 0;
  };
  Size size() const;
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
