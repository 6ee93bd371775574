// Readiness of one of several servers on a store: whether it follows what the others write.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/access/directory.h"

namespace taqvim::rpc {

// Each second it has the directory confirm what callers may do, which takes that the database
// answers, that the server has taken in what it holds, and that rights are read of that. The server
// is ready when that came back, until it comes back with an error, or not at all for `kPatience`.
// Thread-safe.
class Readiness {
 public:
  static constexpr absl::Duration kPause = absl::Seconds(1);
  static constexpr absl::Duration kPatience = absl::Seconds(5);

  // `changed` is called with why it is not ready any more, or with OK when it is again, on a thread
  // of its own; in the beginning the server is ready. The directory outlives it.
  Readiness(access::Directory& directory, std::function<void(const absl::Status&)> changed);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Asks no more, and `changed` is not called from then on. Waits for no answer. A second one does
  // nothing.
  void Stop();

  bool ready() const;
  // How long ago the last question was put that came back well.
  absl::Duration age() const;

 private:
  // What an answer finds, should it come after all else is gone.
  struct State {
    absl::Mutex mutex;
    bool stop ABSL_GUARDED_BY(mutex) = false;
    bool asking ABSL_GUARDED_BY(mutex) = false;
    bool ready ABSL_GUARDED_BY(mutex) = true;
    absl::Duration confirmed ABSL_GUARDED_BY(mutex);  // by the steady clock
    absl::Status status ABSL_GUARDED_BY(mutex);       // of the last answer
  };

  void Run();
  void Ask();
  // Says so when it has changed.
  void Tell(const absl::Status& status);
  bool StopsWithin(absl::Duration time) const;

  access::Directory& directory_;
  const std::function<void(const absl::Status&)> changed_;
  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace taqvim::rpc
