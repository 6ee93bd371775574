#include "storage/engine/store/engine.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
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
  CompareWithClock();
  auto settled = [this](RunGroup group, Revision before) { Answer(std::move(group), before); };
  syncer_ = std::make_unique<GroupSyncer>(sync, parts_.head, settled, options_.env.steady,
                                          options_.threaded);
  if (options_.threaded) writer_ = std::thread([this] { WriterLoop(); });
}

void Engine::CompareWithClock() {
  const absl::Time clock = parts_.clock.Now(), newest = parts_.memory.position.time;
  if (newest - clock <= kClockJump || !options_.alarm) return;
  const auto text = [](absl::Time time) {
    return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
  };
  options_.alarm(absl::FailedPreconditionError(absl::StrCat(
      "The newest revision is stamped ", text(newest), ", and the clock says ", text(clock),
      ". Until the clock is past it, what is written is stamped with that time. Set the clock "
      "right; or, if it is right now and was wrong then, stop the server and run `taqvimd "
      "repair-clock`.")));
}

void Engine::Close() {
  queue_.Close();
  if (writer_.joinable()) writer_.join();
  syncer_.reset();
  if (completions_ != nullptr) RefuseQueued();
  readers_.reset();
  completions_.reset();
}

// The clock is not asked where it does not matter.
absl::Duration Engine::DeadlineAfter(absl::Duration timeout) const {
  return timeout == absl::InfiniteDuration() ? timeout : options_.env.SinceFixedMoment() + timeout;
}

void Engine::Write(WriteOptions options, WriteFunction function, WriteCallback done) {
  const absl::Duration deadline = DeadlineAfter(options.timeout);
  QueuedWrite write{std::move(options), deadline, std::move(function), std::move(done)};
  absl::Status status = queue_.Push(write);
  if (status.ok()) return;
  completions_->Post([this, done = std::move(write.done), status = std::move(status)]() mutable {
    done({.status = std::move(status), .answer = "", .revision = parts_.head.newest()});
  });
}

void Engine::Read(ReadOptions options, ReadFunction function, ReadCallback done) {
  const absl::Duration deadline = DeadlineAfter(options.timeout);
  QueuedRead read{std::move(options), deadline, std::move(function), std::move(done)};
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

int Engine::OnNewRevision(Store::RevisionListener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.emplace(next_listener_, std::move(listener));
  return next_listener_++;
}

void Engine::RemoveListener(int number) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(number);
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
  const NewRevisions revisions{.newest = group.rests_on, .kinds = group.kinds};
  completions_->Post([this, before, revisions, writes = std::move(group.writes)]() mutable {
    queue_.Answered(writes.size());
    Announce(revisions, before);
    for (AnsweredWrite& write : writes) write.done(std::move(write.outcome));
    AnnounceFailure();
  });
}

void Engine::Announce(const NewRevisions& revisions, Revision before) {
  const int64_t number = revisions.newest.number;
  // What was lost was not published.
  if (number <= before.number || number > parts_.head.newest().number) return;
  absl::MutexLock lock(&listeners_mutex_);
  for (const auto& [listener_number, listener] : listeners_) listener(revisions);
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
