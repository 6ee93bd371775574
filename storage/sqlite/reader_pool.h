// The threads that read.
#pragma once

#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "storage/sqlite/reader_session.h"

namespace taqvim::storage {

// Thread-safe. Its destructor waits for running reads and answers what is queued
// with UNAVAILABLE.
class ReaderPool {
 public:
  // Without threads, reads run when told to.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const ReaderSession::Shared& shared,
                                                          bool threaded);
  ~ReaderPool();

  // RESOURCE_EXHAUSTED when the queue is full; the read is then left to the
  // caller.
  absl::Status Push(QueuedRead& read);
  // Runs queued reads on this thread until none is left; for pools without
  // threads. Returns how many.
  size_t RunAll();

 private:
  explicit ReaderPool(size_t limit) : limit_(limit) {}
  // Waits for a read; false when the pool closes.
  bool Take(QueuedRead& read);
  void Loop(ReaderSession& session);

  const size_t limit_;
  absl::Mutex mutex_;
  std::deque<QueuedRead> queue_;
  bool closed_ = false;
  std::vector<std::unique_ptr<ReaderSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace taqvim::storage
