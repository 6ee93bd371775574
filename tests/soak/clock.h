// The wall clock of the servers of a test, which it sets.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace taqvim::soak {

// That of programs which are started while it lives; right at first. One at a time, to be made
// before there are threads, as it is told to them by the environment. How it comes about is in
// shifted_clock.cc.
class Clock {
 public:
  // Whether programs can have one: not with a sanitizer, which wants to be loaded first.
  static bool IsAvailable();

  // With a file of that name, which is made.
  explicit Clock(const std::string& file);
  ~Clock();
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  // Sets it so far ahead of the time, or behind it, for programs that run, too.
  void Set(absl::Duration ahead);

 private:
  std::atomic<int64_t>* shift_ = nullptr;
};

}  // namespace taqvim::soak
