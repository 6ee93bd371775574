#include "storage/engine/store/engine.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "proto/status_macros.h"
#include "storage/refusal.h"

namespace taqvim::storage {

Engine::Engine(const Parts& parts, EngineOptions options)
    : parts_(parts),
      options_(std::move(options)),
      queue_(options_.queue_limit),
      groups_(parts_.memory, parts_.journal, parts_.head, options_, parts_.clock),
      completions_(std::make_unique<Completions>(options_.threaded)) {}

absl::Status Engine::OpenReaders() {
  ASSIGN_OR_RETURN(readers_, ReaderPool::Open({.options = options_,
                                               .head = parts_.head,
                                               .indexes = parts_.memory.indexes,
                                               .clock = parts_.clock,
                                               .store_id = parts_.memory.store_id},
                                              parts_.journal));
  return absl::OkStatus();
}

void Engine::Start(JournalSync& sync) {
  auto settled = [this](RunGroup group, Revision before) { Answer(std::move(group), before); };
  syncer_ = std::make_unique<GroupSyncer>(sync, parts_.head, settled, options_.env.steady,
                                          options_.threaded);
  if (options_.threaded) writer_ = std::thread([this] { WriterLoop(); });
}

void Engine::Close() {
  queue_.Close();
  if (writer_.joinable()) writer_.join();
  syncer_.reset();
  if (completions_ != nullptr) RefuseQueued();
  readers_.reset();
  completions_.reset();
}

void Engine::Write(WriteOptions options, WriteFunction function, WriteCallback done) {
  QueuedWrite write{std::move(options), std::move(function), std::move(done)};
  absl::Status status = queue_.Push(write);
  if (status.ok()) return;
  completions_->Post([this, done = std::move(write.done), status = std::move(status)]() mutable {
    done({.status = std::move(status), .answer = "", .revision = parts_.head.newest()});
  });
}

void Engine::Read(ReadOptions options, ReadFunction function, ReadCallback done) {
  QueuedRead read{std::move(options), std::move(function), std::move(done)};
  absl::Status status = readers_->Push(read);
  if (status.ok()) return;
  completions_->Post([done = std::move(read.done), status = std::move(status)]() mutable {
    done(std::move(status));
  });
}

void Engine::SetDuty(DutyFunction duty) {
  groups_.SetDuty(std::move(duty));
  queue_.Wake();
}

void Engine::OnNewRevision(std::function<void(Revision)> listener) {
  absl::MutexLock lock(&listener_mutex_);
  listener_ = std::move(listener);
}

StoreStatistics Engine::statistics() const {
  const WriteQueue::Size queue = queue_.size();
  return {.newest = parts_.head.newest(),
          .failed = parts_.head.failed(),
          .clock_ahead = parts_.clock.ahead(),
          .queue_limit = static_cast<int64_t>(options_.queue_limit),
          .writes_under_way = static_cast<int64_t>(queue.outstanding),
          .writes_waiting = static_cast<int64_t>(queue.waiting),
          .reads_waiting = static_cast<int64_t>(readers_->waiting()),
          .groups = groups_answered_.load(std::memory_order_relaxed),
          .grouped_writes = writes_answered_.load(std::memory_order_relaxed),
          .syncs = syncer_->timings()};
}

void Engine::WriterLoop() {
  while (!queue_.closed()) {
    // What comes while the journal is busy gathers for one group.
    syncer_->AwaitTurn();
    std::deque<QueuedWrite> taken;
    queue_.Take(taken, options_.group_limit,
                parts_.chores.due() ? absl::ZeroDuration()
                                    : std::min(groups_.UntilDuty(), options_.follow_pause));
    if (queue_.closed()) return queue_.PutBack(taken);
    !taken.empty() || groups_.DutyCalls() ? void(WriteGroup(taken)) : Follow();
    parts_.chores.Tend([this] { Drain(); });
  }
}

size_t Engine::WriteGroup(std::deque<QueuedWrite>& taken) {
  // What is due comes first; but of much that is, the rest waits for a group of writes.
  const bool does_duty = groups_.DutyCalls() && (taken.empty() || !rest_is_due_);
  RunGroup group = does_duty ? groups_.RunDuties() : groups_.Run(taken);
  rest_is_due_ = does_duty && groups_.DutyCalls();
  const size_t count = group.writes.size();
  queue_.PutBack(taken);
  syncer_->Submit(std::move(group), count == 1 && queue_.empty());
  parts_.chores.AfterGroup([this] { Drain(); });
  return count;
}

void Engine::Follow() {
  if (parts_.head.failed()) return;
  if (std::optional<RunGroup> group = groups_.Follow()) {
    return syncer_->Submit(*std::move(group), queue_.empty());
  }
  if (parts_.head.failed()) HeadFailed();
}

void Engine::HeadFailed() {
  readers_->HeadChanged();
  completions_->Post([this] { AnnounceFailure(); });
}

void Engine::Answer(RunGroup group, Revision before) {
  readers_->HeadChanged();
  groups_answered_.fetch_add(1, std::memory_order_relaxed);
  writes_answered_.fetch_add(static_cast<int64_t>(group.writes.size()), std::memory_order_relaxed);
  completions_->Post([this, before, writes = std::move(group.writes)]() mutable {
    queue_.Answered(writes.size());
    Announce(before);
    for (AnsweredWrite& write : writes) write.done(std::move(write.outcome));
    AnnounceFailure();
  });
}

void Engine::Announce(Revision before) {
  const Revision newest = parts_.head.newest();
  if (newest == before) return;
  absl::MutexLock lock(&listener_mutex_);
  if (listener_) listener_(newest);
}

void Engine::AnnounceFailure() {
  const absl::Status failure = parts_.head.cause();
  if (failure.ok() || std::exchange(failure_announced_, true)) return;
  if (options_.fatal) options_.fatal(failure);
}

void Engine::RefuseQueued() {
  std::deque<QueuedWrite> taken;
  queue_.TakeNow(taken, options_.queue_limit);
  completions_->Post([this, left = std::move(taken)]() mutable {
    for (QueuedWrite& write : left) {
      write.done({.status = RefusedForClosing(), .answer = "", .revision = parts_.head.newest()});
    }
  });
}

size_t Engine::RunPendingWrites() {
  size_t count = 0;
  for (;;) {
    completions_->RunAll();
    std::deque<QueuedWrite> taken;
    queue_.TakeNow(taken, options_.group_limit);
    if (taken.empty() && !groups_.DutyCalls()) return count;
    count += WriteGroup(taken);
  }
}

}  // namespace taqvim::storage
