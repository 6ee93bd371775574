// How far time has come for what happens by itself, and for what is written.
#pragma once

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/environment.h"

namespace taqvim::storage {

// More than clocks are set by in summer and winter, or drift in months.
inline constexpr absl::Duration kClockJump = absl::Hours(1);

// The wall clock, unless it has jumped ahead: then the last time at which it was
// right, so that an operator's slip makes nothing due and is stamped on nothing. It
// has jumped when it ran ahead of the steady clock by more than an hour since it
// was looked at before; it is right again when the difference has gone, or when the
// process is started again. Thread-safe.
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
  absl::Time origin_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
  bool ahead_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
