// Thread pool for reads.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/read/reader_session.h"

namespace taqvim::storage {

// Accounts take turns in its queue (turns.h).
//
// A read may see a revision that is committed but not published yet. Its answer then
// waits, without a thread, until the revision is, or the store has failed.
//
// Thread-safe. The destructor waits for running reads and answers what is queued with
// UNAVAILABLE; all committed groups must be settled by then.
class ReaderPool {
 public:
  // With options that are not `threaded`, reads run in RunAll. The journal outlives it.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const ReaderSession::Shared& shared,
                                                          Journal& journal);
  ~ReaderPool();

  // Queues a read. RESOURCE_EXHAUSTED when the queue is full, UNAVAILABLE when the pool
  // is closed; the read is then left to the caller.
  absl::Status Push(QueuedRead& read);
  // To be called when a revision was published or the store has failed: answers wait
  // for that.
  void HeadChanged();
  // How many reads wait: for their turn, or to be answered once what they saw may be told.
  size_t waiting() const;
  // Runs queued reads on this thread until none is left; for pools without
  // threads. Returns how many.
  size_t RunAll();

 private:
  // A read that has run and whose answer waits until what it saw may be told.
  struct RunRead {
    ReadCallback done;
    ReaderSession::Result result;
  };

  ReaderPool(const Head& head, size_t limit) : head_(head), limit_(limit) {}
  // The next read that waits to be run.
  std::optional<QueuedRead> Pop();
  // Waits for a read to run or one to answer; false when the pool closes.
  bool Take(std::optional<QueuedRead>& read, std::vector<RunRead>& ready);
  // Those of the reads whose answers wait no more.
  std::vector<RunRead> TakeReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Ready(const RunRead& read) const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return read.result.revision <= settled_;
  }
  void RunOne(ReaderSession& session, QueuedRead& read);
  void Answer(RunRead read);
  void Loop(ReaderSession& session);

  const Head& head_;
  const size_t limit_;
  mutable absl::Mutex mutex_;
  Turns<QueuedRead> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<RunRead> waiting_ ABSL_GUARDED_BY(mutex_);  // until they may be told
  // What waits for this revision, or one before, can be answered.
  int64_t settled_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<ReaderSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace taqvim::storage
