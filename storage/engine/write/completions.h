// Task queue with one thread, which answers writes.
#pragma once

#include <deque>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::storage {

// Runs tasks in order, on a thread of its own or, without `threaded`, in RunAll.
// Thread-safe. The destructor runs what is left.
class Completions {
 public:
  using Task = absl::AnyInvocable<void()>;

  explicit Completions(bool threaded);
  ~Completions();
  Completions(const Completions&) = delete;
  Completions& operator=(const Completions&) = delete;

  void Post(Task task);
  // Runs the queued tasks on this thread; for queues without a thread.
  void RunAll();

 private:
  std::optional<Task> Pop();
  void Loop();

  absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace taqvim::storage
