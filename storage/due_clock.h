// How far time has come for what happens by itself.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/environment.h"

namespace taqvim::storage {

// The wall clock, unless it has jumped ahead: then the last time at which it was
// right, so that nothing becomes due by an operator's slip. It has jumped when
// it ran ahead of the steady clock by more than an hour since it was looked at
// before; it is right again when the difference has gone, or when the process
// is started again. Thread-safe.
class DueClock {
 public:
  // `alarm` is told of each jump once, by whoever looks first; empty for none.
  DueClock(Environment environment, std::function<void(const absl::Status&)> alarm);

  absl::Time Now();
  // Whether the clock is as far ahead as it was when it was looked at last.
  bool ahead() const;

 private:
  // When the steady clock began, by the wall clock.
  absl::Time Origin(absl::Time wall) const { return wall - environment_.steady(); }

  const Environment environment_;
  const std::function<void(const absl::Status&)> alarm_;
  mutable absl::Mutex mutex_;
  absl::Time origin_;
  absl::Time last_;
  bool ahead_ = false;
};

}  // namespace taqvim::storage
