// Signals of the process: SIGTERM and SIGINT, waited for by a thread without a handler;
// and SIGBUS, which reports that a memory-mapped file was truncated.
#pragma once

#include <csignal>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace taqvim::process {

// SIGTERM and SIGINT. One object a process, made before any thread is started:
// it blocks them for all threads, and ignores SIGPIPE.
class StopSignals {
 public:
  // Until Heed is called the first of them ends the process, as it does one that has nothing to do
  // with signals: nothing is under way yet, and what it waits for while it starts may hang.
  StopSignals();

  // From now on the first is waited for. To be called before anybody is told that the process
  // serves.
  void Heed() const;
  // Waits for the first. From then on another ends the process at once, with 128 and
  // its number.
  void Wait() const;

 private:
  struct State;
  // The thread's, too, which may be there until the process is not.
  const std::shared_ptr<State> state_;
};

// The same for a process whose own thread may wait for what never comes, such as a disk that hangs:
// they are waited for beside it.
class StopWithin {
 public:
  // From the first signal on the process has so long to end. Then, or when another one comes, that
  // signal ends it, wherever it is, as it does a process that has nothing to do with signals; the
  // sentence is said before, to standard error, where that can be written at once.
  StopWithin(absl::Duration grace, const std::string& last_words);

  // Notified by the first.
  const absl::Notification& stopping() const { return *stopping_; }

 private:
  // The thread's, too, which may be there until the process is not.
  const std::shared_ptr<absl::Notification> stopping_;
};

// Installs a handler by which a thread that touches mapped memory of a truncated file
// (SIGBUS) sleeps, while the watch over the files ends the process and says why. After
// five seconds the signal ends the process.
void WaitOnBusErrors();

}  // namespace taqvim::process
