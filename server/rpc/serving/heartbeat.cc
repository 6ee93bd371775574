#include "server/rpc/serving/heartbeat.h"

#include <utility>

namespace taqvim::rpc {

Heartbeat::Heartbeat(storage::Store& store, absl::Duration interval, std::function<void()> beat,
                     Beats beats)
    : store_(store), interval_(interval), beat_(std::move(beat)), beats_(beats) {
  thread_ = std::thread([this] { Run(); });
}

Heartbeat::~Heartbeat() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

bool Heartbeat::StopsMeanwhile() {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&stop_), interval_);
}

absl::Status Heartbeat::Ask() {
  store_.Read(
      {.urgent = true}, [](storage::Snapshot&) { return absl::OkStatus(); },
      [this](absl::Status status) {
        absl::MutexLock lock(&mutex_);
        answer_ = std::move(status);
      });
  absl::MutexLock lock(&mutex_);
  auto answered = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return answer_.has_value(); };
  mutex_.Await(absl::Condition(&answered));
  return *std::exchange(answer_, std::nullopt);
}

void Heartbeat::Run() {
  while (!StopsMeanwhile()) {
    const absl::Status answer = Ask();
    const bool away = absl::IsUnavailable(answer) && beats_ == Beats::kWhenAnswered;
    if (answer.ok() || away) beat_();
  }
}

}  // namespace taqvim::rpc
