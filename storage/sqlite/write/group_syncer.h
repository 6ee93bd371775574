// Syncer of committed groups: brings each to disk while the next one runs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/file/wal_file.h"
#include "storage/sqlite/log/head.h"
#include "storage/statistics.h"
#include "storage/store.h"

namespace taqvim::storage {

// A write with the outcome that it will be answered with.
struct AnsweredWrite {
  WriteCallback done;
  WriteOutcome outcome;
};

// A group of writes that have run, with their outcomes.
struct RunGroup {
  std::vector<AnsweredWrite> writes;
  // The newest revision that any outcome rests on, refusals included; it must be
  // on disk before the writes are answered.
  Revision rests_on;
};

// Syncs groups in the order in which they were committed, checks that the files under
// the store's names are still its own, publishes the groups' revisions, and hands them
// on to be answered. When that fails, the head has failed, nothing is synced any more,
// and the outcomes of all groups that are not known to be on disk are unknown.
//
// At most one group waits while another is synced: further writes gather for the next
// group. All calls are for the writer's thread.
class GroupSyncer {
 public:
  // Called with a group whose outcomes are final, and the newest revision on disk
  // before. In order, on one thread at a time.
  using Settled = absl::AnyInvocable<void(RunGroup, Revision before)>;

  // The time since some fixed moment; none: nothing is timed.
  using Clock = std::function<absl::Duration()>;

  // Without `threaded`, groups are synced in Submit.
  GroupSyncer(std::unique_ptr<WalFile> wal, StoreFiles& files, Head& head, Settled settled,
              Clock clock, bool threaded);
  // Settles the groups that were submitted.
  ~GroupSyncer();
  GroupSyncer(const GroupSyncer&) = delete;
  GroupSyncer& operator=(const GroupSyncer&) = delete;

  // Waits until no group waits to be synced; one may be in the middle of it.
  void AwaitTurn();
  // Takes a committed group, after `AwaitTurn`. When nothing else is being written
  // (`alone`), and no sync is running, syncs it at once on this thread, which is faster
  // than waking another.
  void Submit(RunGroup group, bool alone);
  // Waits until every group is settled.
  void Drain();

  // How long syncs took. Thread-safe.
  Timings timings() const { return times_.timings(); }

 private:
  void Loop();
  void Settle(RunGroup group);
  // Syncs up to the revision, if that is newer than what is on disk, checks the files,
  // and publishes the revision. After an error the head has failed.
  absl::Status BringToDisk(Revision revision);
  absl::Status Sync();

  const std::unique_ptr<WalFile> wal_;
  StoreFiles& files_;
  Head& head_;
  Settled settled_;
  const Clock clock_;
  TimingCounter times_;
  absl::Mutex mutex_;
  std::optional<RunGroup> waiting_ ABSL_GUARDED_BY(mutex_);
  bool settling_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace taqvim::storage
