// Signal handler for SIGINT and SIGTERM that calls a function instead of ending the
// program.
#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace taqvim::cli {

// While it exists, Ctrl-C (SIGINT) and SIGTERM do not end the program. Calls `stop`
// once, on a thread of its own: after the first signal, or else on destruction, which
// waits for it. Only one may exist at a time.
class OnInterrupt {
 public:
  explicit OnInterrupt(std::function<void()> stop);
  ~OnInterrupt();
  OnInterrupt(const OnInterrupt&) = delete;
  OnInterrupt& operator=(const OnInterrupt&) = delete;

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
  std::thread thread_;
};

}  // namespace taqvim::cli
