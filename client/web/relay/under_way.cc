#include "client/web/relay/under_way.h"

#include <utility>
#include <vector>

namespace taqvim::web {

struct UnderWay::State {
  struct Call {
    std::function<void()> cancel;
    size_t held_bytes = 0;
  };
  struct Address {
    int calls = 0;
    size_t held_bytes = 0;
  };

  explicit State(const CallLimits& given) : limits(given) {}

  bool HasRoom(const Address& address) const ABSL_SHARED_LOCKS_REQUIRED(mutex) {
    return !ended && (limits.calls == 0 || calls.size() < static_cast<size_t>(limits.calls)) &&
           (limits.calls_of_an_address == 0 || address.calls < limits.calls_of_an_address);
  }
  bool HoldsTooMuch(const Address& address) const ABSL_SHARED_LOCKS_REQUIRED(mutex) {
    return (limits.held_bytes != 0 && held_bytes > limits.held_bytes) ||
           (limits.held_bytes_of_an_address != 0 &&
            address.held_bytes > limits.held_bytes_of_an_address);
  }
  void SetHeld(Call& call, Address& address, size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    held_bytes += bytes - call.held_bytes;
    address.held_bytes += bytes - call.held_bytes;
    call.held_bytes = bytes;
  }
  bool IsEmpty() const ABSL_SHARED_LOCKS_REQUIRED(mutex) { return calls.empty(); }

  const CallLimits limits;
  mutable absl::Mutex mutex;
  bool ended ABSL_GUARDED_BY(mutex) = false;
  uint64_t next ABSL_GUARDED_BY(mutex) = 0;
  size_t held_bytes ABSL_GUARDED_BY(mutex) = 0;
  absl::flat_hash_map<uint64_t, Call> calls ABSL_GUARDED_BY(mutex);
  absl::flat_hash_map<std::string, Address> addresses ABSL_GUARDED_BY(mutex);
};

UnderWay::Place::Place(std::shared_ptr<State> state, uint64_t number, std::string network)
    : state_(std::move(state)), number_(number), network_(std::move(network)) {}

UnderWay::Place::~Place() {
  const absl::MutexLock lock(&state_->mutex);
  State::Address& address = state_->addresses[network_];
  state_->SetHeld(state_->calls[number_], address, 0);
  state_->calls.erase(number_);
  if (--address.calls == 0) state_->addresses.erase(network_);
}

bool UnderWay::Place::Hold(size_t bytes) {
  const absl::MutexLock lock(&state_->mutex);
  State::Address& address = state_->addresses[network_];
  State::Call& call = state_->calls[number_];
  state_->SetHeld(call, address, bytes);
  if (bytes == 0 || !state_->HoldsTooMuch(address)) return true;
  state_->SetHeld(call, address, 0);
  return false;
}

void UnderWay::Place::OnEnd(std::function<void()> cancel) {
  {
    const absl::MutexLock lock(&state_->mutex);
    if (!state_->ended) {
      state_->calls[number_].cancel = std::move(cancel);
      return;
    }
  }
  cancel();
}

bool UnderWay::Place::has_ended() const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->ended;
}

UnderWay::UnderWay(const CallLimits& limits) : state_(std::make_shared<State>(limits)) {}

std::shared_ptr<UnderWay::Place> UnderWay::Enter(const std::string& network) {
  const absl::MutexLock lock(&state_->mutex);
  State::Address& address = state_->addresses[network];
  if (!state_->HasRoom(address)) {
    if (address.calls == 0) state_->addresses.erase(network);
    return nullptr;
  }
  ++address.calls;
  state_->calls.emplace(++state_->next, State::Call());
  return std::make_shared<Place>(state_, state_->next, network);
}

void UnderWay::End() {
  std::vector<std::function<void()>> cancels;
  {
    const absl::MutexLock lock(&state_->mutex);
    state_->ended = true;
    for (auto& [_, call] : state_->calls) {
      if (call.cancel) cancels.push_back(std::exchange(call.cancel, nullptr));
    }
  }
  for (const auto& cancel : cancels) cancel();
}

void UnderWay::AwaitNone() const {
  const absl::MutexLock lock(&state_->mutex);
  state_->mutex.Await(absl::Condition(state_.get(), &State::IsEmpty));
}

bool UnderWay::has_ended() const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->ended;
}

int UnderWay::calls() const {
  const absl::MutexLock lock(&state_->mutex);
  return static_cast<int>(state_->calls.size());
}

size_t UnderWay::held_bytes() const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->held_bytes;
}

}  // namespace taqvim::web
