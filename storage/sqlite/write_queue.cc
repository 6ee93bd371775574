#include "storage/sqlite/write_queue.h"

#include <algorithm>
#include <utility>

namespace taqvim::storage {
namespace {

// A quarter: one is run, one is synced, one is answered, one is received.
constexpr size_t kShares = 4;
// Below this, what writes of a group share is worth more than the waiting.
constexpr size_t kLeastShare = 16;

}  // namespace

absl::Status WriteQueue::Push(QueuedWrite& write) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return absl::UnavailableError("The store is being closed; retry in a moment.");
  if (outstanding_ >= limit_) {
    return absl::ResourceExhaustedError(
        "Too many writes are waiting; retry in a moment, with growing pauses.");
  }
  ++outstanding_;
  queue_.push_back(std::move(write));
  return absl::OkStatus();
}

void WriteQueue::Take(std::deque<QueuedWrite>& taken, size_t count, absl::Duration longest) {
  absl::MutexLock lock(&mutex_);
  auto ready = [&] { return !taken.empty() || !queue_.empty() || closed_ || woken_; };
  mutex_.AwaitWithTimeout(absl::Condition(&ready), longest);
  woken_ = false;
  MoveTo(taken, std::min(count, std::max(kLeastShare, outstanding_ / kShares)));
}

void WriteQueue::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void WriteQueue::TakeNow(std::deque<QueuedWrite>& taken, size_t count) {
  absl::MutexLock lock(&mutex_);
  MoveTo(taken, count);
}

void WriteQueue::MoveTo(std::deque<QueuedWrite>& taken, size_t count) {
  for (; count > 0 && !queue_.empty(); --count, queue_.pop_front()) {
    taken.push_back(std::move(queue_.front()));
  }
}

void WriteQueue::Answered(size_t count) {
  absl::MutexLock lock(&mutex_);
  outstanding_ -= count;
}

bool WriteQueue::empty() const {
  absl::MutexLock lock(&mutex_);
  return queue_.empty();
}

void WriteQueue::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

bool WriteQueue::closed() const {
  absl::MutexLock lock(&mutex_);
  return closed_;
}

}  // namespace taqvim::storage
