#include "storage/sqlite/write/group_syncer.h"

#include <utility>

#include "proto/status_macros.h"
#include "storage/sqlite/file/outcome_unknown.h"

namespace taqvim::storage {

GroupSyncer::GroupSyncer(std::unique_ptr<WalFile> wal, StoreFiles& files, Head& head,
                         Settled settled, Clock clock, bool threaded)
    : wal_(std::move(wal)),
      files_(files),
      head_(head),
      settled_(std::move(settled)),
      clock_(std::move(clock)) {
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
  if (!clock_) return wal_->Sync();
  const absl::Duration begun = clock_();
  absl::Status status = wal_->Sync();
  times_.Add(clock_() - begun);
  return status;
}

absl::Status GroupSyncer::BringToDisk(Revision revision) {
  const bool newer = revision.number > head_.newest().number;
  // What a failed store was asked for is refused already.
  if (!newer && head_.failed()) return absl::OkStatus();
  RETURN_IF_ERROR(head_.failure());
  if (absl::Status status = newer ? Sync() : absl::OkStatus(); !status.ok()) {
    head_.FailForDisk(status);
    return status;
  }
  if (absl::Status status = files_.Check(); !status.ok()) {
    head_.FailForFiles(status);
    return head_.failure();
  }
  if (newer) head_.Publish(revision);
  return absl::OkStatus();
}

void GroupSyncer::Settle(RunGroup group) {
  const Revision before = head_.newest();
  if (absl::Status status = BringToDisk(group.rests_on); !status.ok()) {
    for (AnsweredWrite& write : group.writes) write.outcome = UnknownOutcome(status, before);
  }
  settled_(std::move(group), before);
}

}  // namespace taqvim::storage
