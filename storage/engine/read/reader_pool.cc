#include "storage/engine/read/reader_pool.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "proto/status_macros.h"

namespace taqvim::storage {

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const ReaderSession::Shared& shared,
                                                             Journal& journal) {
  std::unique_ptr<ReaderPool> pool(new ReaderPool(shared.head, shared.options.queue_limit));
  const bool threaded = shared.options.threaded;
  const int count = threaded ? std::max(shared.options.readers, 1) : 1;
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(std::unique_ptr<JournalReader> reader, journal.OpenReader());
    pool->sessions_.push_back(std::make_unique<ReaderSession>(shared, std::move(reader)));
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
    queue_.Take(left, queue_.size());
  }
  for (std::thread& thread : threads_) thread.join();
  for (RunRead& read : waiting_) Answer(std::move(read));
  for (QueuedRead& read : left) read.done(RefusedForClosing());
}

absl::Status ReaderPool::Push(QueuedRead& read) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return RefusedForClosing();
  if (read.options.urgent) {
    queue_.PushFirst(std::move(read));
    return absl::OkStatus();
  }
  if (queue_.size() + waiting_.size() >= limit_) {
    return Refused(Refusal::kQueueFull,
                   "Too many reads are waiting; retry in a moment, with growing pauses.");
  }
  const std::string who = read.options.account;
  queue_.Push(who, std::move(read));
  return absl::OkStatus();
}

void ReaderPool::HeadChanged() {
  const bool failed = head_.failed();
  const int64_t settled = failed ? std::numeric_limits<int64_t>::max() : head_.newest().number;
  absl::MutexLock lock(&mutex_);
  settled_ = std::max(settled_, settled);
}

size_t ReaderPool::waiting() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size() + waiting_.size();
}

std::optional<QueuedRead> ReaderPool::Pop() {
  absl::MutexLock lock(&mutex_);
  if (queue_.empty()) return std::nullopt;
  return queue_.TakeFirst();
}

size_t ReaderPool::RunAll() {
  size_t count = 0;
  for (; std::optional<QueuedRead> read = Pop(); ++count) RunOne(*sessions_.front(), *read);
  return count;
}

bool ReaderPool::Take(std::optional<QueuedRead>& read, std::vector<RunRead>& ready) {
  absl::MutexLock lock(&mutex_);
  const auto ready_to_answer = [this](const RunRead& one)
                                   ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return Ready(one); };
  auto wakes = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return closed_ || !queue_.empty() ||
           std::any_of(waiting_.begin(), waiting_.end(), ready_to_answer);
  };
  mutex_.Await(absl::Condition(&wakes));
  ready = TakeReady();
  if (!queue_.empty()) read = queue_.TakeFirst();
  return read.has_value() || !ready.empty();
}

std::vector<ReaderPool::RunRead> ReaderPool::TakeReady() {
  auto first = std::partition(waiting_.begin(), waiting_.end(),
                              [this](const RunRead& read)
                                  ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !Ready(read); });
  std::vector<RunRead> ready(std::make_move_iterator(first),
                             std::make_move_iterator(waiting_.end()));
  waiting_.erase(first, waiting_.end());
  return ready;
}

void ReaderPool::RunOne(ReaderSession& session, QueuedRead& read) {
  RunRead run{std::move(read.done), session.Run(read)};
  if (run.result.revision <= head_.newest().number) return Answer(std::move(run));
  absl::MutexLock lock(&mutex_);
  waiting_.push_back(std::move(run));
}

void ReaderPool::Answer(RunRead read) {
  const bool may_be_told = read.result.revision <= head_.newest().number;
  read.done(may_be_told ? std::move(read.result.status) : head_.failure());
}

void ReaderPool::Loop(ReaderSession& session) {
  std::optional<QueuedRead> read;
  std::vector<RunRead> ready;
  while (Take(read, ready)) {
    for (RunRead& one : ready) Answer(std::move(one));
    if (read.has_value()) RunOne(session, *read);
    ready.clear();
    read.reset();
  }
}

}  // namespace taqvim::storage
