// The signals that stop the server, waited for by threads; no handler runs.
#pragma once

#include <csignal>

namespace taqvim::rpc {

// SIGTERM and SIGINT. One object a process, made before any thread is started:
// it blocks them for all threads, and ignores SIGPIPE.
class StopSignals {
 public:
  StopSignals();

  // Waits for one. From then on another ends the process at once, with 128 and
  // its number.
  void Wait() const;

 private:
  sigset_t signals_;
};

}  // namespace taqvim::rpc
