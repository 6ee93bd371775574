// Handlers that take their time, on threads of their own.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "client/web/http/reply.h"

namespace taqvim::web {

// Threads that do what is queued, in its order, and a queue that holds no more than it is
// told. Thread-safe.
class Pool {
 public:
  Pool(int threads, size_t queued);
  // Does what is queued, and waits for it.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False, and the job is dropped, if the queue is full.
  bool TryAdd(absl::AnyInvocable<void()> job);

 private:
  void Run();
  bool CanGoOn() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return ending_ || !jobs_.empty(); }

  const size_t most_;
  absl::Mutex mutex_;
  std::deque<absl::AnyInvocable<void()>> jobs_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// Called on several threads, and may block.
using BlockingHandler = std::function<Response(const Request&)>;

// A handler that has the answers made on the pool, which outlives the server. Where its queue
// is full the caller gets 503 with Retry-After; of a caller that has gone before its turn
// nothing is done.
Handler Blocking(BlockingHandler handler, Pool& pool);

}  // namespace taqvim::web
