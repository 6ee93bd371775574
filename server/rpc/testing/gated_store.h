// A store in front of another, with a gate before its writes.
#pragma once

#include <deque>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/store.h"

namespace taqvim::rpc::testing {

// While the gate is closed, writes wait in front of it, as they would in the
// queue of a busy store; when it is opened, they go on in their order. Thread-safe.
class GatedStore final : public storage::Store {
 public:
  explicit GatedStore(storage::Store& store) : store_(store) {}

  void CloseGate() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  // Those that wait go on as if it had been for so long.
  void OpenGate(absl::Duration waited = absl::ZeroDuration()) {
    std::deque<Waiting> waiting;
    {
      absl::MutexLock lock(&mutex_);
      closed_ = false;
      waiting.swap(waiting_);
    }
    for (Waiting& write : waiting) {
      write.options.timeout -= waited;
      Pass(std::move(write));
    }
  }
  // Answers all writes from now on with that status; OK: lets them pass.
  void RefuseWrites(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    refusal_ = std::move(status);
  }
  // Returns once so many writes wait.
  void AwaitWaiting(size_t count) {
    absl::MutexLock lock(&mutex_);
    auto enough = [this, count]()
                      ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return waiting_.size() >= count; };
    mutex_.Await(absl::Condition(&enough));
  }

  // Whether the caller of the first that waits has given up.
  bool FirstIsCancelled() {
    absl::MutexLock lock(&mutex_);
    return waiting_.front().options.cancelled();
  }

  void Write(storage::WriteOptions options, storage::WriteFunction function,
             storage::WriteCallback done) override {
    Waiting write{std::move(options), std::move(function), std::move(done)};
    absl::Status refusal;
    {
      absl::MutexLock lock(&mutex_);
      if (closed_) return waiting_.push_back(std::move(write));
      refusal = refusal_;
    }
    if (refusal.ok()) return Pass(std::move(write));
    write.done({.status = std::move(refusal), .answer = "", .revision = newest_revision()});
  }
  bool full() const override {
    absl::MutexLock lock(&mutex_);
    return storage::IsRefused(refusal_, storage::Refusal::kQueueFull) || store_.full();
  }
  void Read(storage::ReadOptions options, storage::ReadFunction function,
            storage::ReadCallback done) override {
    store_.Read(std::move(options), std::move(function), std::move(done));
  }
  absl::StatusOr<storage::LogPage> ChangesAfter(int64_t revision, int limit,
                                                int64_t max_bytes) override {
    return store_.ChangesAfter(revision, limit, max_bytes);
  }
  absl::StatusOr<std::vector<storage::Change>> MoreChanges(int64_t revision, int part) override {
    return store_.MoreChanges(revision, part);
  }
  absl::StatusOr<storage::LogReach> Reach() override { return store_.Reach(); }
  absl::StatusOr<storage::Revision> RevisionAt(int64_t number) override {
    return store_.RevisionAt(number);
  }
  storage::BackupSource& backup_source() override { return store_.backup_source(); }
  absl::Time due_time() override { return store_.due_time(); }
  storage::StoreStatistics statistics() const override { return store_.statistics(); }
  storage::Revision newest_revision() const override { return store_.newest_revision(); }
  std::string store_id() const override { return store_.store_id(); }
  void SetDuty(storage::DutyFunction duty) override { store_.SetDuty(std::move(duty)); }
  int OnNewRevision(RevisionListener listener) override {
    return store_.OnNewRevision(std::move(listener));
  }
  void RemoveListener(int number) override { store_.RemoveListener(number); }

 private:
  struct Waiting {
    storage::WriteOptions options;
    storage::WriteFunction function;
    storage::WriteCallback done;
  };

  void Pass(Waiting write) {
    store_.Write(std::move(write.options), std::move(write.function), std::move(write.done));
  }

  storage::Store& store_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc::testing
