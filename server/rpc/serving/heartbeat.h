// Heartbeat of the server for a watchdog outside of it: it beats as long as the store answers.
#pragma once

#include <functional>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Each interval it has the store read its newest revision, before all reads that wait, and beats
// when that has come back; which it does only once what it saw is on disk. While the store does
// not answer, or with an error, there is no beat, and nothing else is asked. A store whose database
// may be away for a while (`kWhenAnswered`) has only to answer, if with UNAVAILABLE: ending the
// server would not bring that back.
class Heartbeat {
 public:
  enum class Beats { kWhenRead, kWhenAnswered };
  // `beat` is called on a thread of its own. The store outlives it.
  Heartbeat(storage::Store& store, absl::Duration interval, std::function<void()> beat,
            Beats beats = Beats::kWhenRead);
  // Waits for a read that is under way.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void Run();
  // Whether it is to stop; false once the interval is over.
  bool StopsMeanwhile();
  // Returns what became of the read.
  absl::Status Ask();

  storage::Store& store_;
  const absl::Duration interval_;
  const std::function<void()> beat_;
  const Beats beats_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> answer_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace taqvim::rpc
