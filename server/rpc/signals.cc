#include "server/rpc/signals.h"

#include <unistd.h>

#include <thread>

namespace taqvim::rpc {

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

}  // namespace taqvim::rpc
