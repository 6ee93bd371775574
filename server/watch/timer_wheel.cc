#include "server/watch/timer_wheel.h"

#include <algorithm>

namespace taqvim::watch {

TimerWheel::TimerWheel(absl::Duration tick) : tick_(tick) {
  for (Timer& slot : slots_) slot.next_ = slot.before_ = &slot;
}

void TimerWheel::Set(Timer& timer, absl::Duration at) {
  Remove(timer);
  absl::Duration rest;
  const int64_t wanted = absl::IDivDuration(absl::Ceil(at, tick_), tick_, &rest);
  Timer& slot = SlotAt(std::clamp(wanted, passed_ + 1, passed_ + kSlots - 1));
  timer.before_ = slot.before_;
  timer.next_ = &slot;
  slot.before_->next_ = &timer;
  slot.before_ = &timer;
  ++set_;
}

void TimerWheel::Remove(Timer& timer) {
  if (timer.next_ == nullptr) return;
  timer.before_->next_ = timer.next_;
  timer.next_->before_ = timer.before_;
  timer.next_ = timer.before_ = nullptr;
  --set_;
}

std::vector<Timer*> TimerWheel::Advance(absl::Duration now) {
  std::vector<Timer*> due;
  absl::Duration rest;
  const int64_t reached = absl::IDivDuration(now, tick_, &rest);
  // After a long sleep no slot need be looked at twice.
  const int64_t last = std::min(reached, passed_ + kSlots);
  for (int64_t tick = passed_ + 1; tick <= last; ++tick) {
    Timer& slot = SlotAt(tick);
    while (slot.next_ != &slot) {
      due.push_back(slot.next_);
      Remove(*slot.next_);
    }
  }
  passed_ = std::max(passed_, reached);
  return due;
}

absl::Duration TimerWheel::NextTick() const {
  return set_ == 0 ? absl::InfiniteDuration() : (passed_ + 1) * tick_;
}

}  // namespace taqvim::watch
