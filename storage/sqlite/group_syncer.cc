#include "storage/sqlite/group_syncer.h"

#include <utility>

#include "storage/sqlite/outcome_unknown.h"

namespace taqvim::storage {

GroupSyncer::GroupSyncer(std::unique_ptr<WalFile> wal, Head& head, Settled settled, bool threaded)
    : wal_(std::move(wal)), head_(head), settled_(std::move(settled)) {
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
  auto ready = [this] { return !waiting_.has_value(); };
  mutex_.Await(absl::Condition(&ready));
}

void GroupSyncer::Drain() {
  absl::MutexLock lock(&mutex_);
  auto idle = [this] { return !waiting_.has_value() && !settling_; };
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
      auto ready = [this] { return closed_ || waiting_.has_value(); };
      mutex_.Await(absl::Condition(&ready));
      if (!waiting_.has_value()) return;
      group = *std::exchange(waiting_, std::nullopt);
      settling_ = true;
    }
    Settle(std::move(group));
  }
}

void GroupSyncer::Settle(RunGroup group) {
  const Revision before = head_.newest();
  if (group.rests_on.number > before.number) {
    absl::Status status = head_.failure();
    if (status.ok()) status = wal_->Sync();
    if (status.ok()) {
      head_.Publish(group.rests_on);
    } else {
      head_.FailForDisk(status);
      for (AnsweredWrite& write : group.writes) write.outcome = UnknownOutcome(status, before);
    }
  }
  settled_(std::move(group), before);
}

}  // namespace taqvim::storage
