#include "storage/engine/write/group_syncer.h"

#include <utility>

#include "proto/status_macros.h"
#include "storage/engine/write/outcome_unknown.h"

namespace taqvim::storage {

GroupSyncer::GroupSyncer(JournalSync& journal, Head& head, Settled settled, Clock clock,
                         bool threaded)
    : journal_(journal), head_(head), settled_(std::move(settled)), clock_(std::move(clock)) {
  if (threaded) thread_ = std::thread([this] { Loop(); });
}

GroupSyncer::~GroupSyncer() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void GroupSyncer::AwaitTurn() {
  absl::MutexLock lock(&mutex_);
  auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !waiting_.has_value(); };
  mutex_.Await(absl::Condition(&ready));
}

void GroupSyncer::Drain() {
  absl::MutexLock lock(&mutex_);
  auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !waiting_.has_value() && !settling_;
  };
  mutex_.Await(absl::Condition(&idle));
}

void GroupSyncer::Submit(RunGroup group, bool alone) {
  if (thread_.joinable()) {
    absl::MutexLock lock(&mutex_);
    if (!alone || settling_) {
      waiting_ = std::move(group);
      return;
    }
  }
  // No group can come to the thread meanwhile: they all come from this one.
  Settle(std::move(group));
}

void GroupSyncer::Loop() {
  for (;;) {
    RunGroup group;
    {
      absl::MutexLock lock(&mutex_);
      settling_ = false;
      auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return closed_ || waiting_.has_value();
      };
      mutex_.Await(absl::Condition(&ready));
      if (!waiting_.has_value()) return;
      group = *std::exchange(waiting_, std::nullopt);
      settling_ = true;
    }
    Settle(std::move(group));
  }
}

absl::Status GroupSyncer::Sync() {
  if (!clock_) return journal_.Sync();
  const absl::Duration begun = clock_();
  absl::Status status = journal_.Sync();
  times_.Add(clock_() - begun);
  return status;
}

absl::Status GroupSyncer::MakeLast(Revision revision) {
  const bool newer = revision.number > head_.newest().number;
  // What a failed store was asked for is refused already.
  if (!newer && head_.failed()) return absl::OkStatus();
  RETURN_IF_ERROR(head_.failure());
  if (newer) RETURN_IF_ERROR(Sync());
  RETURN_IF_ERROR(journal_.Check());
  if (newer) head_.Publish(revision);
  return absl::OkStatus();
}

void GroupSyncer::Settle(RunGroup group) {
  const Revision before = head_.newest();
  if (absl::Status status = MakeLast(group.rests_on); !status.ok()) {
    for (AnsweredWrite& write : group.writes) write.outcome = UnknownOutcome(status, before);
  }
  settled_(std::move(group), before);
}

}  // namespace taqvim::storage
