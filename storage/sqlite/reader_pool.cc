#include "storage/sqlite/reader_pool.h"

#include <algorithm>
#include <utility>

namespace taqvim::storage {

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const ReaderSession::Shared& shared,
                                                             bool threaded) {
  std::unique_ptr<ReaderPool> pool(new ReaderPool(shared.options.queue_limit));
  const int count = threaded ? std::max(shared.options.readers, 1) : 1;
  for (int i = 0; i < count; ++i) {
    absl::StatusOr<std::unique_ptr<ReaderSession>> session = ReaderSession::Open(shared);
    if (!session.ok()) return session.status();
    pool->sessions_.push_back(*std::move(session));
  }
  if (!threaded) return pool;
  for (const std::unique_ptr<ReaderSession>& session : pool->sessions_) {
    pool->threads_.emplace_back([&pool = *pool, &session = *session] { pool.Loop(session); });
  }
  return pool;
}

ReaderPool::~ReaderPool() {
  std::deque<QueuedRead> left;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    left.swap(queue_);
  }
  for (std::thread& thread : threads_) thread.join();
  for (QueuedRead& read : left) {
    read.done(absl::UnavailableError("The store is being closed; retry in a moment."));
  }
}

absl::Status ReaderPool::Push(QueuedRead& read) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return absl::UnavailableError("The store is being closed; retry in a moment.");
  if (queue_.size() >= limit_) {
    return absl::ResourceExhaustedError(
        "Too many reads are waiting; retry in a moment, with growing pauses.");
  }
  queue_.push_back(std::move(read));
  return absl::OkStatus();
}

size_t ReaderPool::RunAll() {
  size_t count = 0;
  for (; !queue_.empty(); ++count) {
    QueuedRead read = std::move(queue_.front());
    queue_.pop_front();
    absl::Status status = sessions_.front()->Run(read);
    read.done(std::move(status));
  }
  return count;
}

bool ReaderPool::Take(QueuedRead& read) {
  absl::MutexLock lock(&mutex_);
  auto ready = [this] { return closed_ || !queue_.empty(); };
  mutex_.Await(absl::Condition(&ready));
  if (queue_.empty()) return false;
  read = std::move(queue_.front());
  queue_.pop_front();
  return true;
}

void ReaderPool::Loop(ReaderSession& session) {
  QueuedRead read;
  while (Take(read)) {
    absl::Status status = session.Run(read);
    read.done(std::move(status));
    read = QueuedRead();
  }
}

}  // namespace taqvim::storage
