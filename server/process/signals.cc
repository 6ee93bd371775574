#include "server/process/signals.h"

#include <poll.h>
#include <unistd.h>

#include <thread>

namespace taqvim::process {
namespace {

constexpr int kWaitMs = 5000;

// Calls only what a handler may. What it returns to meets the signal again.
void OnBusError(int number) {
  poll(nullptr, 0, kWaitMs);
  std::signal(number, SIG_DFL);
}

}  // namespace

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void StopSignals::Wait() const {
  int number = 0;
  sigwait(&signals_, &number);
  std::thread([signals = signals_] {
    int again = 0;
    sigwait(&signals, &again);
    _exit(128 + again);
  }).detach();
}

bool StopSignals::WaitFor(absl::Duration time) const {
  const timespec patience = absl::ToTimespec(time);
  return sigtimedwait(&signals_, nullptr, &patience) > 0;
}

void WaitOnBusErrors() { std::signal(SIGBUS, OnBusError); }

}  // namespace taqvim::process
