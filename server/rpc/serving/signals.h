// The signals that stop the server, waited for by threads, without a handler; and the one
// that comes when a file is cut which is memory of the process.
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

// From now on a thread that touches memory of a file that was cut short (SIGBUS) waits
// where it is, for whoever looks after the files to end the process and say why. After
// five seconds the signal ends it, as it would have at once.
void WaitOnBusErrors();

}  // namespace taqvim::rpc
