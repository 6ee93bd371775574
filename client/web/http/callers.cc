#include "client/web/http/callers.h"

#include <algorithm>
#include <chrono>

namespace taqvim::web {

absl::Time SteadyNow() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

bool Callers::AdmitConnection() {
  const absl::MutexLock lock(&mutex_);
  if (connections_ >= limits_.connections) return false;
  ++connections_;
  return true;
}

void Callers::LeaveConnection() {
  const absl::MutexLock lock(&mutex_);
  --connections_;
}

int Callers::connections() const {
  const absl::MutexLock lock(&mutex_);
  return connections_;
}

bool Callers::AwaitNoConnections(absl::Time deadline) const {
  const absl::MutexLock lock(&mutex_);
  const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return connections_ == 0; };
  return mutex_.AwaitWithDeadline(absl::Condition(&none), deadline);
}

bool Callers::AdmitAtOnce(const std::string& network) {
  const absl::MutexLock lock(&mutex_);
  int& count = at_once_[network];
  if (count >= limits_.at_once_of_an_address) return false;
  ++count;
  return true;
}

void Callers::LeaveAtOnce(const std::string& network) {
  const absl::MutexLock lock(&mutex_);
  const auto found = at_once_.find(network);
  if (--found->second == 0) at_once_.erase(found);
}

absl::Duration Callers::CountRequest(const std::string& network) {
  if (limits_.requests_a_second <= 0) return absl::ZeroDuration();
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_();
  absl::Time& full_at = FullAt(network);
  const absl::Duration wait = WaitUntil(full_at, now);
  if (wait == absl::ZeroDuration()) full_at = std::max(full_at, now) + Apart();
  return wait;
}

absl::Duration Callers::WaitOf(const std::string& network) const {
  if (limits_.requests_a_second <= 0) return absl::ZeroDuration();
  const absl::MutexLock lock(&mutex_);
  const auto found = places_.find(network);
  if (found == places_.end()) return absl::ZeroDuration();
  return WaitUntil(found->second->second, clock_());
}

absl::Duration Callers::Apart() const { return absl::Seconds(1) / limits_.requests_a_second; }

absl::Duration Callers::WaitUntil(absl::Time full_at, absl::Time now) const {
  const absl::Duration early =
      std::max(full_at, now) - now - Apart() * (limits_.requests_in_a_burst - 1);
  return std::max(early, absl::ZeroDuration());
}

absl::Time& Callers::FullAt(const std::string& network) {
  const auto found = places_.find(network);
  if (found != places_.end()) {
    seen_.splice(seen_.begin(), seen_, found->second);
    return seen_.front().second;
  }
  if (seen_.size() >= std::max<size_t>(limits_.remembered_addresses, 1)) {
    places_.erase(seen_.back().first);
    seen_.pop_back();
  }
  seen_.emplace_front(network, absl::InfinitePast());
  places_.emplace(seen_.front().first, seen_.begin());
  return seen_.front().second;
}

size_t Callers::remembered() const {
  const absl::MutexLock lock(&mutex_);
  return seen_.size();
}

}  // namespace taqvim::web
