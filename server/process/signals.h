// Signals of the process: SIGTERM and SIGINT, waited for by a thread without a handler;
// and SIGBUS, which reports that a memory-mapped file was truncated.
#pragma once

#include <csignal>

#include "absl/time/time.h"

namespace taqvim::process {

// SIGTERM and SIGINT. One object a process, made before any thread is started:
// it blocks them for all threads, and ignores SIGPIPE.
class StopSignals {
 public:
  StopSignals();

  // Waits for one. From then on another ends the process at once, with 128 and
  // its number.
  void Wait() const;
  // Waits for one at most so long; whether one came. The next is waited for as the first.
  bool WaitFor(absl::Duration time) const;

 private:
  sigset_t signals_;
};

// Installs a handler by which a thread that touches mapped memory of a truncated file
// (SIGBUS) sleeps, while the watch over the files ends the process and says why. After
// five seconds the signal ends the process.
void WaitOnBusErrors();

}  // namespace taqvim::process
