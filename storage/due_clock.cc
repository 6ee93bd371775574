#include "storage/due_clock.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::storage {
namespace {

absl::Status Alarm(absl::Time last, absl::Time wall) {
  return absl::FailedPreconditionError(absl::StrCat(
      "The clock has jumped from ", absl::FormatTime(absl::RFC3339_sec, last, absl::UTCTimeZone()),
      " to ", absl::FormatTime(absl::RFC3339_sec, wall, absl::UTCTimeZone()),
      ", so nothing expires, and what is written is stamped with the earlier time; set the clock "
      "right, or restart the server if it is right now."));
}

}  // namespace

DueClock::DueClock(Environment environment, std::function<void(const absl::Status&)> alarm)
    : environment_(std::move(environment)), alarm_(std::move(alarm)), last_(environment_.now()) {
  if (environment_.steady) origin_ = Origin(last_);
}

absl::Time DueClock::Now() {
  const absl::Time wall = environment_.now();
  if (!environment_.steady) return wall;
  const absl::Time origin = Origin(wall);
  absl::Status alarm;
  absl::Time now = wall;
  {
    absl::MutexLock lock(&mutex_);
    const bool ahead = origin - origin_ > kClockJump;
    if (ahead) {
      now = last_;
      if (!ahead_) alarm = Alarm(last_, wall);
    } else {
      // A clock that was set back may be set forward again.
      origin_ = std::max(origin_, origin);
      last_ = std::max(last_, wall);
    }
    ahead_ = ahead;
  }
  if (!alarm.ok() && alarm_) alarm_(alarm);
  return now;
}

bool DueClock::ahead() const {
  absl::MutexLock lock(&mutex_);
  return ahead_;
}

}  // namespace taqvim::storage
