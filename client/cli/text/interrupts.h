// The wish of whoever runs a program that it ends.
#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace taqvim::cli {

// While it lives, Ctrl-C and SIGTERM do not end the program; the first of them calls
// `stop`, on a thread of its own. `stop` is also called when it is destroyed. There
// may be one at a time.
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
