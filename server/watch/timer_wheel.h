// Timer wheel: timers that are set and removed in constant time.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace taqvim::watch {

// Something that is to be looked at, at some time. In one wheel at most, which it
// must have left before it ends.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  friend class TimerWheel;
  Timer* next_ = nullptr;
  Timer* before_ = nullptr;
};

// Time runs in ticks from zero. Setting and removing a timer takes the same time
// however many there are. Not thread-safe.
class TimerWheel {
 public:
  explicit TimerWheel(absl::Duration tick);

  // Sets a timer, anew if it was set: it is due with the first tick at or after
  // that time, or after one turn of the wheel if that is earlier.
  void Set(Timer& timer, absl::Duration at);
  void Remove(Timer& timer);
  // Takes out what is due by then.
  std::vector<Timer*> Advance(absl::Duration now);
  // When to advance next; infinite when no timer is set.
  absl::Duration NextTick() const;

  // How long a turn takes.
  absl::Duration turn() const { return tick_ * kSlots; }

 private:
  static constexpr int64_t kSlots = 512;

  Timer& SlotAt(int64_t tick) { return slots_[tick % kSlots]; }

  const absl::Duration tick_;
  int64_t passed_ = 0;  // the last tick that was taken out
  int64_t set_ = 0;
  std::array<Timer, kSlots> slots_;  // each the head of a ring
};

}  // namespace taqvim::watch
