// Syncer of committed groups: sees to it that each lasts, while the next one runs.
#pragma once

#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
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
  // The newest revision that any outcome rests on, refusals included; it must last
  // before the writes are answered.
  Revision rests_on;
  // The kinds of what its revisions wrote, and those of others that memory took in with it.
  Kinds kinds = {};
};

// Syncs groups in the order in which they were committed, checks that the journal still is
// what it was, publishes the groups' revisions, and hands them on to be answered. When that
// fails, the head has failed, nothing is synced any more, and the outcomes of all groups that
// are not known to last are unknown.
//
// At most one group waits while another is synced: further writes gather for the next
// group. All calls are for the writer's thread.
class GroupSyncer {
 public:
  // Called with a group whose outcomes are final, and the newest revision that was published
  // before. In order, on one thread at a time.
  using Settled = absl::AnyInvocable<void(RunGroup, Revision before)>;

  // The time since some fixed moment; none: nothing is timed.
  using Clock = std::function<absl::Duration()>;

  // Without `threaded`, groups are synced in Submit.
  GroupSyncer(JournalSync& journal, Head& head, Settled settled, Clock clock, bool threaded);
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
  // Syncs up to the revision, if that is newer than what was published, checks the journal,
  // and publishes the revision. After an error the head has failed.
  absl::Status MakeLast(Revision revision);
  absl::Status Sync();

  JournalSync& journal_;
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
