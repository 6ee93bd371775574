#include "client/web/published/copy.h"

#include <utility>

namespace taqvim::web {

absl::Status Copy::Read(absl::Time now, absl::FunctionRef<void(const CopyView&)> reader) const {
  absl::ReaderMutexLock lock(&mutex_);
  if (!complete_) {
    return absl::UnavailableError("The schedule is being read; try again in some seconds.");
  }
  const absl::Duration age = now - confirmed_;
  if (age >= kShownFor) {
    return absl::UnavailableError(
        "The schedule cannot be reached, and what was read of it is too old to be shown.");
  }
  reader({schedule_, version_, confirmed_, age < kCurrentFor});
  return absl::OkStatus();
}

void Copy::Inspect(absl::FunctionRef<void(const Schedule&)> reader) const {
  absl::ReaderMutexLock lock(&mutex_);
  reader(schedule_);
}

CopyState Copy::state() const {
  absl::ReaderMutexLock lock(&mutex_);
  return {.complete = complete_,
          .events = static_cast<int64_t>(schedule_.events().size()),
          .confirmed = confirmed_};
}

void Copy::Clear() {
  absl::MutexLock lock(&mutex_);
  schedule_ = Schedule();
  complete_ = false;
  ++version_;
}

void Copy::Replace(Schedule schedule, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  schedule_ = std::move(schedule);
  complete_ = true;
  ++version_;
  confirmed_ = now;
}

void Copy::Change(absl::FunctionRef<void(Schedule&)> change) {
  absl::MutexLock lock(&mutex_);
  change(schedule_);
  ++version_;
}

void Copy::Confirm(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  confirmed_ = now;
}

}  // namespace taqvim::web
