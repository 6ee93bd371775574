#include "server/rpc/serving/readiness.h"

#include <utility>

#include "storage/environment.h"

namespace taqvim::rpc {
namespace {

absl::Duration Now() {
  static const storage::Environment& system =
      *new storage::Environment(storage::Environment::System());
  return system.steady();
}

}  // namespace

Readiness::Readiness(access::Directory& directory, std::function<void(const absl::Status&)> changed)
    : directory_(directory), changed_(std::move(changed)), state_(std::make_shared<State>()) {
  {
    absl::MutexLock lock(&state_->mutex);
    state_->confirmed = Now();
  }
  thread_ = std::thread([this] { Run(); });
}

Readiness::~Readiness() { Stop(); }

void Readiness::Stop() {
  {
    absl::MutexLock lock(&state_->mutex);
    state_->stop = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool Readiness::ready() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->ready;
}

absl::Duration Readiness::age() const {
  absl::MutexLock lock(&state_->mutex);
  return Now() - state_->confirmed;
}

bool Readiness::StopsWithin(absl::Duration time) const {
  absl::MutexLock lock(&state_->mutex);
  return state_->mutex.AwaitWithTimeout(absl::Condition(&state_->stop), time);
}

void Readiness::Ask() {
  {
    absl::MutexLock lock(&state_->mutex);
    if (std::exchange(state_->asking, true)) return;
  }
  directory_.Confirm([state = state_, asked = Now()](const absl::Status& status) {
    absl::MutexLock lock(&state->mutex);
    state->asking = false;
    state->status = status;
    if (status.ok()) state->confirmed = asked;
  });
}

void Readiness::Tell(const absl::Status& status) {
  {
    absl::MutexLock lock(&state_->mutex);
    if (std::exchange(state_->ready, status.ok()) == status.ok()) return;
  }
  changed_(status);
}

void Readiness::Run() {
  do {
    absl::Status status;
    {
      absl::MutexLock lock(&state_->mutex);
      status = state_->status;
      if (status.ok() && state_->asking && Now() - state_->confirmed > kPatience) {
        status = absl::UnavailableError("The database has not answered for five seconds.");
      }
    }
    Tell(status);
    Ask();
  } while (!StopsWithin(kPause));
}

}  // namespace taqvim::rpc
