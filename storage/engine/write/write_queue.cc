#include "storage/engine/write/write_queue.h"

#include <algorithm>
#include <utility>

namespace taqvim::storage {
namespace {

// A third: one is run, one is synced and answered, one is received.
constexpr size_t kShares = 3;
// Below this, what writes of a group share is worth more than the waiting.
constexpr size_t kLeastShare = 16;
// So few writes do not wait for one another.
constexpr size_t kFew = 2 * kLeastShare;

}  // namespace

absl::Status WriteQueue::Push(QueuedWrite& write) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return RefusedForClosing();
  if (outstanding_ >= limit_) {
    return Refused(Refusal::kQueueFull,
                   "Too many writes are waiting; retry in a moment, with growing pauses.");
  }
  ++outstanding_;
  const std::string who = write.options.account;
  queue_.Push(who, std::move(write));
  return absl::OkStatus();
}

void WriteQueue::Take(std::deque<QueuedWrite>& taken, size_t count, absl::Duration longest) {
  absl::MutexLock lock(&mutex_);
  auto ready = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return put_back_ || Gathered() || closed_ || woken_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&ready), longest);
  woken_ = false;
  if (std::exchange(put_back_, false) || Gathered()) queue_.Take(taken, std::min(count, Share()));
}

size_t WriteQueue::Share() const { return std::max(kLeastShare, outstanding_ / kShares); }

bool WriteQueue::Gathered() const {
  if (queue_.empty()) return false;
  return outstanding_ < kFew || queue_.size() >= Share() || queue_.size() == outstanding_;
}

void WriteQueue::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void WriteQueue::TakeNow(std::deque<QueuedWrite>& taken, size_t count) {
  absl::MutexLock lock(&mutex_);
  queue_.Take(taken, count);
}

void WriteQueue::PutBack(std::deque<QueuedWrite>& left) {
  if (left.empty()) return;
  absl::MutexLock lock(&mutex_);
  put_back_ = true;
  for (QueuedWrite& write : left) {
    const std::string who = write.waits_for.empty() ? "" : write.options.account;
    write.waits_for.empty() ? queue_.PutBack(std::move(write)) : queue_.Push(who, std::move(write));
  }
  left.clear();
}

void WriteQueue::Answered(size_t count) {
  absl::MutexLock lock(&mutex_);
  outstanding_ -= count;
}

bool WriteQueue::full() const {
  absl::MutexLock lock(&mutex_);
  return outstanding_ >= limit_;
}

bool WriteQueue::empty() const {
  absl::MutexLock lock(&mutex_);
  return queue_.empty();
}

WriteQueue::Size WriteQueue::size() const {
  absl::MutexLock lock(&mutex_);
  return {.waiting = queue_.size(), .outstanding = outstanding_};
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
