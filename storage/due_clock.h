// Wall clock that does not follow jumps ahead, for what is due and for time stamps.
#pragma once

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/environment.h"

namespace taqvim::storage {

// The largest jump that is accepted: more than clocks are set by in summer and winter,
// or drift in months.
inline constexpr absl::Duration kClockJump = absl::Hours(1);

// The wall clock, unless it has jumped ahead: then the last time at which it was right,
// so that a wrongly set clock makes nothing due and stamps nothing. It has jumped when
// it gained more than an hour on the steady clock since the previous call of Now; it is
// right again when the difference has gone, or when the process is started again.
// Without a steady clock, the wall clock. Thread-safe.
class DueClock {
 public:
  // `alarm` is called once for each jump, by the thread that notices it; empty for
  // none.
  DueClock(Environment environment, std::function<void(const absl::Status&)> alarm);

  absl::Time Now();
  // Whether the clock was ahead at the latest call of Now.
  bool ahead() const;

 private:
  // The wall clock's time at which the steady clock was zero.
  absl::Time Origin(absl::Time wall) const { return wall - environment_.steady(); }

  const Environment environment_;
  const std::function<void(const absl::Status&)> alarm_;
  mutable absl::Mutex mutex_;
  absl::Time origin_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
  bool ahead_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
