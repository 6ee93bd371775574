// Handlers that take their time, on threads of their own.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "client/web/http/reply.h"

namespace taqvim::web {

// Threads that do what is queued, and a queue that holds no more than it is told. Those whose
// jobs wait take turns: one of each before the next of the same, and the jobs of one in their
// order. So a job waits for one of each other caller and for what is under way, however many of
// theirs wait. Thread-safe.
class Pool {
 public:
  // Called once: on one of the threads, or at once where there is no room for it, or no more.
  using Job = absl::AnyInvocable<void(bool has_room)>;

  Pool(int threads, size_t queued);
  // Does what is queued, and waits for it.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // `whose`: of whom it is, in any words. In a queue that is full the job that came last of who
  // has the most there gives way, unless that would be who comes; then this one finds no room.
  void Add(const std::string& whose, Job job);

 private:
  // Of one caller; there is none without jobs.
  struct Line {
    std::string whose;
    std::deque<Job> jobs;
  };

  void Run();
  Job Place(const std::string& whose, Job job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Takes away the job that gives way to one of the caller; none where nobody has more than it.
  Job GiveWay(const Line* line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Job Next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool CanGoOn() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return ending_ || !lines_.empty(); }

  const size_t most_;
  absl::Mutex mutex_;
  // The first has its turn.
  std::list<Line> lines_ ABSL_GUARDED_BY(mutex_);
  size_t queued_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// Called on several threads, and may block.
using BlockingHandler = std::function<Response(const Request&)>;

// A handler that has the answers made on the pool, which outlives the server. Callers are told
// apart as limits do it (NetworkOf in addresses.h). Whose request finds no room in its queue gets
// 503 with Retry-After; of a caller that has gone before its turn nothing is done.
Handler Blocking(BlockingHandler handler, Pool& pool);

}  // namespace taqvim::web
